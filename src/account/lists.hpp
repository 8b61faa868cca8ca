// What is fetched beside the player's state, each by itself: one that fails costs its own property.
#pragma once

#include "account/effects.hpp"
#include "account/favorite.hpp"
#include "account/inputs.hpp"
#include "account/turn.hpp"
#include "account/unknown_zones.hpp"
#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "api/picture_hosts.hpp"
#include "base/rare.hpp"
#include "player/list_plan.hpp"
#include "player/player_state.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spotify::account {

class Lists {
public:
    explicit Lists(api::PictureHosts pictures)
        : pictures_(pictures) {}

    // Another sign-in: everything is due again, and the name is of another account.
    void begin_anew();
    // What plays now; what belongs to the one before is due again.
    void item_is(const Shared<player::Item>& item, TimePoint now) { plan_.item_is(item, now); }
    // A command made it stale.
    void wanted(player::List list, TimePoint now) { plan_.wanted(list, now); }
    // Looked up on a command's way.
    void devices_are(std::vector<player::Device> devices, Turn& turn);
    // Spotify took that SetFavorite.
    void favorite_taken(const Pending& taken, TimePoint now) { favorite_.taken(taken, now); }
    void overtake(const player::Command& newer) { favorite_.overtake(newer); }

    void advance(const player::PlayerState& shown, player::Attention attention, Turn& turn);
    std::optional<TimePoint> due(player::Attention attention, const Moment& moment) const;
    // What Spotify took and is not so, where the answer tells that.
    std::optional<Pending> answered(const Answer& answer, Turn& turn);
    // Of an account that has signed out: an answer that is still to come is not taken in.
    void forget(Turn& turn);

    // For unknown_zones(), see UnknownZones.
    void remember_names(const std::string& text) { zones_.remember(text); }
    void zones_are(std::vector<std::string> zones) { zones_.advance(std::move(zones)); }
    void playing_on(const player::Device& device, Turn& turn) { zones_.playing(device, turn); }
    void zones_wanted() { zones_.wanted(); }

    // Each is empty while it is not known.
    const Shared<std::string>& account_name() const { return account_name_; }
    const Shared<std::vector<api::QueueItem>>& queue() const { return queue_; }
    const Shared<std::vector<player::Device>>& devices() const { return devices_; }
    const Shared<std::vector<api::Playlist>>& playlists() const { return playlists_; }
    std::optional<bool> favorite(const std::optional<std::string>& uri) const { return favorite_.of(uri); }
    std::vector<UnknownZone> unknown_zones() const { return zones_.found(); }
    bool operator==(const Lists&) const = default;

private:
    struct UnderWay {
        player::List list = player::List::account;
        std::optional<std::string> item; // that was shown then, or that a promise is of
        bool is_check = false;           // of a promise, beside the plan
        bool is_forgotten = false;
        bool operator==(const UnderWay&) const = default;
    };
    void ask(UnderWay what, Turn& turn);
    // What Spotify took and is not so.
    std::optional<Pending> adopt(const UnderWay& asked, const std::string& body, Turn& turn);
    std::optional<Pending> adopt_favorite(const UnderWay& asked, const std::string& body, TimePoint now);
    void unreadable(const UnderWay& asked, bool is_refused, const Moment& moment);
    void clear(player::List list);

    api::PictureHosts pictures_;
    player::ListPlan plan_;
    Rare<UnderWay> under_way_;
    Shared<std::string> account_name_;
    Shared<std::vector<api::QueueItem>> queue_;
    Shared<std::vector<player::Device>> devices_;
    Shared<std::vector<api::Playlist>> playlists_;
    Favorite favorite_;
    UnknownZones zones_;
};

} // namespace spotify::account
