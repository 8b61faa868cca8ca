// What may leave and when, as a governor says it at one moment: values, so that rules need no lock.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace spotify::api {

// What counts apart: being told to wait by one says nothing about the others. `lists` is what a player can do
// without (playlists, library, search), whose quota Spotify keeps in other buckets than the player's
// (reference 6.1); while the whole Web API is shut, so are they.
enum class Service { web_api, accounts, lists };

// The rate limit counts a rolling 30 seconds, and waits of up to 41 were seen (reference 6.1).
inline constexpr std::chrono::seconds max_rate_limit_wait{60};

// What goes first when requests are few. Each may use less of the budget than the one before, so that a
// person's command goes last.
enum class Priority { command, poll, list };
inline constexpr std::size_t priority_count = 3;

// Requests of the Web API in any 24 hours when an installer does not say: what one client id may hope for
// (reference 6.1 gives no number).
inline constexpr std::int64_t usual_requests_per_day = 10'000;

// What one that shares a governor means to send by itself.
struct Demand {
    std::chrono::milliseconds interval{0}; // between its polls; 0: none
    std::int64_t requests_per_day = usual_requests_per_day;
    bool operator==(const Demand&) const = default;
};

// Moments are of the steady clock, and later than the one of the reading; nothing means open.
struct Gate {
    using TimePoint = std::chrono::steady_clock::time_point;
    using ByPriority = std::array<std::optional<TimePoint>, priority_count>;

    // Spotify asked to wait.
    std::optional<TimePoint> web_api;
    std::optional<TimePoint> accounts;
    std::optional<TimePoint> lists; // no earlier than web_api
    // Limits of our own, kept so that Spotify need not ask: the day's budget, and any (`full` includes it).
    ByPriority spent;
    ByPriority full;

    std::int64_t requests_per_day = usual_requests_per_day;
    std::int64_t sent_in_a_day = 0; // in the 24 hours before
    // By how much every account has to stretch its intervals so that the budget lasts: 1 or more.
    double stretch = 1;
    bool operator==(const Gate&) const = default;

    const std::optional<TimePoint>& closed_until(Service service) const {
        return service == Service::web_api ? web_api : service == Service::accounts ? accounts : lists;
    }
    const std::optional<TimePoint>& spent_until(Priority priority) const {
        return spent.at(static_cast<std::size_t>(priority));
    }
    // The first moment at which such a request may leave, `now` or later.
    TimePoint leaves_at(Service service, Priority priority, TimePoint now) const {
        return std::max(closed_until(service).value_or(now),
                        full.at(static_cast<std::size_t>(priority)).value_or(now));
    }
};

} // namespace spotify::api
