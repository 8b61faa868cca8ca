// The last lines of the log, kept for whoever looks later, and a live view of those that follow.
#pragma once

#include "host/log.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace host {

struct KeptRecord {
    std::int64_t at = 0; // epoch milliseconds
    LogRecord record;
};

// All members may be called from any thread.
class LogRing {
public:
    static constexpr std::size_t most_lines = 500;

    // On the thread that logs, under the ring's lock: returns soon, does not throw and does not log.
    using Follower = std::function<void(const KeptRecord&)>;

    // Debug lines are passed over: they are many, and would push out what matters.
    void add(std::int64_t at, const LogRecord& record);

    std::vector<KeptRecord> lines() const; // the oldest first

    // Everything kept, the oldest first, then each new line as it comes; nothing is missed in between. `who`
    // tells followers apart; following twice begins anew.
    void follow(const void* who, Follower follower);
    // The follower is not called any more when this returns.
    void unfollow(const void* who);

private:
    mutable std::mutex mutex_;
    std::deque<KeptRecord> lines_;
    std::map<const void*, Follower> followers_;
};

} // namespace host
