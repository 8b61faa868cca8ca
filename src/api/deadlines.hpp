// What a governor must not forget when the process ends: until when Spotify asked to wait, and how much of
// the day's budget is used.
#pragma once

#include "api/governor.hpp"
#include "base/executor.hpp"
#include "base/random.hpp"
#include "base/restart_clock.hpp"
#include "base/stores.hpp"
#include "net/message.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace spotify {

// One per governor and state store. Thread-safe; owned by a shared_ptr. restore() and finish() block on storage; the
// others leave it to the storage thread. A store that fails or hangs costs only the memory across a restart.
class Deadlines : public std::enable_shared_from_this<Deadlines> {
public:
    // `name` is what the governor is of: a client id, or a quota group.
    // `jitter`, 0 to 1, is asked where a 429 states no wait; `clock` for how long the process was away.
    Deadlines(StateStore& state, Executor& storage, api::Governor& governor, const std::string& name,
              std::function<double()> jitter = spotify::jitter, RestartClock clock = restart_moment_now);

    // Puts back what is stored, once per process run and before the first request. What cannot be read counts
    // as nothing. A wait is never longer than it was when it was stored, whatever the wall clock did meanwhile, and
    // within one boot of the machine no shorter than what is left of it.
    void restore(net::TimePoint now);

    // Takes a 429 from `service`, of whose stated wait `most` counts at most.
    void refused(api::Service service, const net::Response& response, net::TimePoint now,
                 std::chrono::milliseconds most = std::chrono::milliseconds::max());

    // Before a request: what is stored has to cover it. Stores once a minute at most, unless requests are
    // many, and each time a good deal more than were sent, so that a crash forgets none.
    void cover(net::TimePoint now);

    // The exact count, at a clean end.
    void finish(net::TimePoint now);

private:
    std::string text_of(std::uint32_t ahead, net::TimePoint now); // with the lock held
    void store_soon(net::TimePoint now);
    void store(const std::string& text); // with store_mutex_ held

    StateStore& state_;
    Executor& storage_;
    api::Governor& governor_;
    const std::string key_;
    const std::function<double()> jitter_;
    const RestartClock clock_;
    std::mutex store_mutex_; // held while the store is asked; before mutex_
    std::mutex mutex_;
    std::optional<std::string> unstored_; // and a task that will store it is posted
    bool restored_ = false;
    std::optional<net::TimePoint> stored_at_;
    std::int64_t covered_ = 0; // requests in a day up to which the stored count does
};

} // namespace spotify
