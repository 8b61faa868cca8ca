// Whether an item is a favourite: as it was read last, and as Spotify took it to be. What Spotify took is read once
// more when it has had the time to take effect. Knows nothing of requests.
#pragma once

#include "account/pending.hpp"
#include "base/rare.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spotify::account {

class Favorite {
public:
    // Nothing where it is not known.
    std::optional<bool> of(const std::optional<std::string>& uri) const;

    // Spotify took that SetFavorite: it is so until it is read to be otherwise.
    void taken(const Pending& taken, TimePoint now);
    // Another wish for an item was given: of those that it makes pointless nothing is expected any more.
    void overtake(const player::Command& newer);

    // What is to be read next so that a promise is seen to hold, and when.
    struct Check {
        std::string uri;
        TimePoint at{};
    };
    std::optional<Check> check() const;
    // An answer; what was taken and is not so.
    std::optional<Pending> read(const std::string& uri, bool is_favorite, TimePoint now);
    // An answer that does not tell: asked again a few times, and then nothing is expected any more.
    void unreadable(const std::string& uri, TimePoint now);

    // What was read is not known to be so still.
    void clear() { read_.reset(); }
    void expect_nothing() { promises_.clear(); }
    bool operator==(const Favorite&) const = default;

private:
    struct Promise {
        Pending taken;
        TimePoint check_at{};
        unsigned unread = 0; // answers that did not tell
        const player::SetFavorite& wish() const { return std::get<player::SetFavorite>(taken.command); }
        bool operator==(const Promise&) const = default;
    };
    std::vector<Promise>::iterator promise_of(const std::string& uri);

    Rare<std::pair<std::string, bool>> read_;
    std::vector<Promise> promises_; // one for each item
};

} // namespace spotify::account
