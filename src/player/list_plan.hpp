// What is worth fetching beside the player's state, and when: each on its own, so that one which fails or was
// withdrawn costs itself and nothing else. Pure: time comes in as a value.
#pragma once

#include "player/pace.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace spotify::player {

enum class List { account, queue, favorite, devices, playlists };
inline constexpr std::size_t list_count = 5;

// How long an answer is good. The rest costs requests of the same budget as the looks at the player, so it is
// fetched while somebody looks, and when what plays has changed.
inline constexpr std::chrono::minutes devices_good_for{5};
inline constexpr std::chrono::hours playlists_good_for{6};
inline constexpr std::chrono::seconds list_retry_first{30};
inline constexpr std::chrono::minutes list_retry_most{30};
inline constexpr std::chrono::hours refused_list_retry_most{6};
// A skip is often followed by another: what belongs to an item is fetched when it has stayed this long.
inline constexpr std::chrono::milliseconds item_has_stayed{1'500};

class ListPlan {
public:
    // What plays now, and who looks. Changing the item makes what belongs to it due again.
    void item_is(const Shared<Item>& item, TimePoint now);
    // Another sign-in: everything is due again.
    void begin_anew();

    // The next one to fetch, if any is due.
    std::optional<List> due(Attention attention, TimePoint now) const;
    // When due() may say something next.
    std::optional<TimePoint> next_due(Attention attention) const;

    void fetched(List list, TimePoint now);
    void failed(List list, TimePoint now, double jitter);
    // The same with a longer last pause: nothing there for this app, it seems, but that may be over one day.
    void refused(List list, TimePoint now, double jitter);
    // How often in a row it failed or was refused.
    unsigned failures(List list) const { return entries_.at(static_cast<std::size_t>(list)).failures; }
    // A command made it stale, or somebody asks for it.
    void wanted(List list, TimePoint now);
    bool operator==(const ListPlan&) const = default;

private:
    struct Entry {
        std::optional<TimePoint> due = TimePoint{}; // nothing: not before something changes
        unsigned failures = 0;
        bool operator==(const Entry&) const = default;
    };
    Entry& entry(List list) { return entries_.at(static_cast<std::size_t>(list)); }
    void again(List list, TimePoint now, Millis most, double jitter);
    static bool is_watched(List list, Attention attention);

    std::array<Entry, list_count> entries_;
    Shared<Item> item_;
};

} // namespace spotify::player
