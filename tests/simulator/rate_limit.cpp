#include "rate_limit.hpp"

#include <algorithm>

namespace sim {
namespace {
constexpr Millis short_window = 30'000;
constexpr Millis long_window = 24LL * 60 * 60 * 1000;
} // namespace

Millis RateLimit::wait_for(std::deque<Millis>& calls, Millis window, int limit, Millis now) {
    while (!calls.empty() && calls.front() <= now - window)
        calls.pop_front();
    if (calls.size() < static_cast<std::size_t>(std::max(limit, 0)))
        return 0;
    if (calls.empty()) // a limit of nothing at all
        return window;
    // The limit may have been lowered meanwhile: then more than one call has to leave the window.
    const std::size_t surplus = calls.size() - static_cast<std::size_t>(std::max(limit, 1));
    return calls[surplus] + window - now;
}

Verdict RateLimit::admit(const std::string& client_id, const std::string& bucket, const Limits& limits,
                         Millis now) {
    auto& recent = short_windows_[client_id];
    auto& day = long_windows_[client_id + ' ' + bucket];
    if (const Millis wait = wait_for(recent, short_window, limits.calls_per_30s, now); wait > 0)
        return {Admission::rate_limited, wait};
    if (const Millis wait = wait_for(day, long_window, limits.calls_per_24h, now); wait > 0)
        return {Admission::quota_exceeded, wait};
    recent.push_back(now);
    day.push_back(now);
    return {};
}

void Announcements::announce(const std::string& whom, Millis not_before) {
    Millis& known = not_before_[whom];
    known = std::max(known, not_before);
}

bool Announcements::binding(const std::string& whom, Millis now) const {
    const auto found = not_before_.find(whom);
    return found != not_before_.end() && now < found->second;
}

std::string bucket_of(const std::string& path) {
    if (path.rfind("/v1/", 0) != 0)
        return "accounts";
    if (path.rfind("/v1/me/player", 0) == 0)
        return "player";
    if (path.rfind("/v1/playlists", 0) == 0 || path == "/v1/me/playlists")
        return "playlists";
    if (path.rfind("/v1/me/library", 0) == 0)
        return "library";
    if (path == "/v1/search")
        return "search";
    return "other";
}

Millis wait_of_app(const std::string& bucket, Millis stated) {
    constexpr Millis longest = 60'000;
    return bucket == "player" || bucket == "accounts" ? stated : std::min(stated, longest);
}

} // namespace sim
