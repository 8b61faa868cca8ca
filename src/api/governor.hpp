// Whether a request may leave now. Spotify counts by client id, so all accounts of one share a governor.
// Holds no clock: time comes in as a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace spotify::api {

// What counts apart: being told to wait by one says nothing about the others. `lists` is what a player can do
// without (playlists, library, search), whose quota Spotify keeps in other buckets than the player's
// (reference 6.1); while the whole Web API is shut, so are they.
enum class Service { web_api, accounts, lists };

// Thread-safe. All times are of the steady clock; the wall clock is used by who stores a deadline across a
// restart.
class Governor {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // The moment before which nothing may be sent to `service`, if there is one and it is not over.
    std::optional<TimePoint> closed_until(Service service, TimePoint now) const;

    // An answer with status 429: `stated` is what its Retry-After said, `jitter` 0 to 1 is used where it said
    // nothing. Gives the deadline. A deadline never moves nearer: accounts that ask at once must not shorten
    // each other's.
    TimePoint refused(Service service, TimePoint now, std::optional<std::chrono::milliseconds> stated,
                      double jitter);

    // Any other answer: the next unstated wait begins small again.
    void answered(Service service);

    // A request leaves.
    void sent(TimePoint now);
    // How many left in the 24 hours before `now`, to the minute, rounded up.
    std::int64_t sent_in_a_day(TimePoint now) const;

    // A deadline from before a restart.
    void restore(Service service, TimePoint until);

private:
    struct Gate {
        std::optional<TimePoint> until;
        unsigned unstated_in_a_row = 0;
    };
    Gate& gate(Service service) {
        return service == Service::web_api ? web_api_ : service == Service::accounts ? accounts_ : lists_;
    }

    mutable std::mutex mutex_;
    Gate web_api_;
    Gate accounts_;
    Gate lists_;
    std::map<std::int64_t, std::int64_t> sent_; // by the minute of the steady clock
};

// The deadlines as they are kept in the state store: epoch milliseconds, 0 for none.
struct StoredDeadlines {
    std::int64_t web_api = 0;
    std::int64_t accounts = 0;
    std::int64_t lists = 0;
    bool operator==(const StoredDeadlines&) const = default;
};

std::string to_text(const StoredDeadlines& deadlines);
// What cannot be read counts as no deadline: the service will say it again.
StoredDeadlines deadlines_from(const std::string& text);

} // namespace spotify::api
