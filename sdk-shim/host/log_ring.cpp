#include "host/log_ring.hpp"

#include <utility>

namespace host {

void LogRing::add(std::int64_t at, const LogRecord& record) {
    if (record.level == dp::LogLevel::debug) {
        return;
    }
    const std::lock_guard guard{mutex_};
    if (lines_.size() >= most_lines) {
        lines_.pop_front();
    }
    lines_.push_back({at, record});
    for (const auto& [who, follower] : followers_) {
        follower(lines_.back());
    }
}

std::vector<KeptRecord> LogRing::lines() const {
    const std::lock_guard guard{mutex_};
    return {lines_.begin(), lines_.end()};
}

void LogRing::follow(const void* who, Follower follower) {
    const std::lock_guard guard{mutex_};
    for (const auto& line : lines_) {
        follower(line);
    }
    followers_[who] = std::move(follower);
}

void LogRing::unfollow(const void* who) {
    const std::lock_guard guard{mutex_};
    followers_.erase(who);
}

} // namespace host
