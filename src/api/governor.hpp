// Whether a request may leave now. Spotify counts by client id, and its quota by developer account, so all
// accounts of one share a governor. Holds no clock: time comes in as a value.
#pragma once

#include "api/gate.hpp"
#include "api/rolling_count.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace spotify::api {

// What each may use of the day's budget, in percent.
constexpr std::int64_t share_of(Priority priority) {
    return priority == Priority::command ? 100 : priority == Priority::poll ? 90 : 80;
}

// In a rolling 30 seconds. No number is published; users report refusals from about 180 a minute on.
constexpr std::int64_t most_in_window(Priority priority) {
    return priority == Priority::command ? 90 : priority == Priority::poll ? 60 : 45;
}

// Thread-safe. All times are of the steady clock; the wall clock is used by who stores them across a restart.
class Governor {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Governor();

    // All of what follows, at one moment.
    Gate read(TimePoint now) const;

    // The moment before which Spotify wants nothing to be sent to `service`, if there is one and it is not
    // over.
    std::optional<TimePoint> closed_until(Service service, TimePoint now) const;

    // The same for limits of our own, which are kept so that Spotify need not ask: the day's budget, and any.
    std::optional<TimePoint> spent_until(Priority priority, TimePoint now) const;
    std::optional<TimePoint> full_until(Priority priority, TimePoint now) const;

    // A request of the Web API is about to leave. True when it may, and it counts from then on.
    bool leave(Service service, Priority priority, TimePoint now);

    // An answer with status 429: `stated` is what its Retry-After said, `jitter` 0 to 1 is used where it said
    // nothing. Gives the deadline, which is never before what was stated, and later with each refusal in a row
    // (retry_after.hpp says by how much). A deadline never moves nearer: accounts that ask at once must not
    // shorten each other's.
    TimePoint refused(Service service, TimePoint now, std::optional<std::chrono::milliseconds> stated,
                      double jitter);

    // Any other answer ends the row: the next wait is what is stated again.
    void answered(Service service);

    // How many left in the 24 hours before `now`; one counts up to half an hour longer.
    std::int64_t sent_in_a_day(TimePoint now) const;
    // The smallest that those who share it asked for.
    std::int64_t requests_per_day() const;

    // `who` stands for itself until withdraw().
    void declare(const void* who, const Demand& demand);
    void withdraw(const void* who);

    // By how much all of them have to stretch their intervals so that the budget lasts: 1 or more. While much
    // of it is left they may go faster than would last for the whole day, since demand comes and goes with
    // people.
    double stretch(TimePoint now) const;

    // A deadline from before a restart.
    void restore(Service service, TimePoint until);
    // The day's counts as they are kept, and put back.
    RollingCount day() const;
    void restore_count(TimePoint moment, std::uint32_t count);

private:
    struct Closing {
        std::optional<TimePoint> until;
        unsigned in_a_row = 0; // refusals, each after the wait for the one before
    };
    Closing& closing(Service service) {
        return service == Service::web_api ? web_api_ : service == Service::accounts ? accounts_ : lists_;
    }
    // With the lock held:
    std::optional<TimePoint> closed(Service service, TimePoint now) const;
    std::int64_t limit_of(Priority priority) const;
    std::optional<TimePoint> spent(Priority priority, TimePoint now) const;
    std::optional<TimePoint> full(Priority priority, TimePoint now) const;
    double stretched(TimePoint now) const;
    void reckon_demands();

    mutable std::mutex mutex_;
    Closing web_api_;
    Closing accounts_;
    Closing lists_;
    RollingCount day_;
    RollingCount window_;
    std::map<const void*, Demand> demands_;
    std::int64_t polls_a_day_ = 0; // all demands together
    std::int64_t requests_per_day_ = usual_requests_per_day;
};

} // namespace spotify::api
