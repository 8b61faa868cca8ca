// The rolling windows and the promises that Retry-After makes.
#include "rate_limit.hpp"

#include <doctest/doctest.h>

using namespace sim;

TEST_CASE("the short window rolls") {
    RateLimit limit;
    const Limits limits{2, 1000};
    CHECK(limit.admit("a", "player", limits, 0).admission == Admission::admitted);
    CHECK(limit.admit("a", "player", limits, 10'000).admission == Admission::admitted);
    const Verdict refused = limit.admit("a", "player", limits, 12'000);
    CHECK(refused.admission == Admission::rate_limited);
    CHECK(refused.wait_ms == 18'000);
    CHECK(limit.admit("b", "player", limits, 12'000).admission == Admission::admitted);
    CHECK(limit.admit("a", "player", limits, 29'999).admission == Admission::rate_limited);
    CHECK(limit.admit("a", "player", limits, 30'000).admission == Admission::admitted);
    CHECK(limit.admit("a", "player", limits, 30'001).admission == Admission::rate_limited);
}

TEST_CASE("quotas are counted by bucket over a day") {
    RateLimit limit;
    const Limits limits{1000, 1};
    constexpr Millis day = 86'400'000;
    CHECK(limit.admit("a", "player", limits, 0).admission == Admission::admitted);
    const Verdict refused = limit.admit("a", "player", limits, 1000);
    CHECK(refused.admission == Admission::quota_exceeded);
    CHECK(refused.wait_ms == day - 1000);
    CHECK(limit.admit("a", "playlists", limits, 1000).admission == Admission::admitted);
    CHECK(limit.admit("a", "player", limits, day).admission == Admission::admitted);
}

TEST_CASE("a lowered limit waits until enough calls have left the window") {
    RateLimit limit;
    for (Millis at = 0; at < 5; ++at)
        limit.admit("a", "player", {100, 100}, at * 1000);
    CHECK(limit.admit("a", "player", {2, 100}, 5000).wait_ms == 28'000);
}

TEST_CASE("an announced wait binds until it is over, the longest one counting") {
    Announcements announcements;
    announcements.announce("a", 2000);
    announcements.announce("a", 1500);
    CHECK(announcements.binding("a", 1999));
    CHECK_FALSE(announcements.binding("a", 2000));
    CHECK_FALSE(announcements.binding("b", 0));
}
