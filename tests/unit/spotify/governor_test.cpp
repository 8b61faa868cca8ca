#include "api/governor.hpp"
#include "api/governor_memory.hpp"

#include <doctest/doctest.h>

using namespace spotify::api;
using namespace std::chrono_literals;

namespace {

const Governor::TimePoint start{};

// How many of 1,000 leave at `now`.
int leaving(Governor& governor, Priority priority, Governor::TimePoint now) {
    int left = 0;
    for (int i = 0; i < 1'000; ++i) {
        left += governor.leave(Service::web_api, priority, now) ? 1 : 0;
    }
    return left;
}

Demand looks_every(std::chrono::milliseconds interval, std::int64_t requests_per_day) {
    return {interval, requests_per_day};
}

} // namespace

TEST_CASE("the governor keeps its gate shut until the deadline and not longer") {
    Governor governor;
    CHECK_FALSE(governor.closed_until(Service::web_api, start));
    CHECK(governor.refused(Service::web_api, start, 30s, 0) == start + 30s);
    CHECK(governor.closed_until(Service::web_api, start + 29'999ms) == start + 30s);
    CHECK_FALSE(governor.closed_until(Service::web_api, start + 30s));
    CHECK_FALSE(governor.closed_until(Service::accounts, start)); // the other service counts apart
}

TEST_CASE("a deadline never moves nearer") {
    Governor governor;
    governor.refused(Service::web_api, start, 3600s, 0);
    CHECK(governor.refused(Service::web_api, start + 1s, 5s, 0) == start + 3600s);
    CHECK(governor.refused(Service::web_api, start + 1s, std::nullopt, 0) == start + 3600s);
    governor.restore(Service::web_api, start + 10s);
    CHECK(governor.closed_until(Service::web_api, start) == start + 3600s);
}

TEST_CASE("unstated waits grow until an answer comes") {
    Governor governor;
    Governor::TimePoint now{};
    CHECK(governor.refused(Service::web_api, now, std::nullopt, 0) == now + 5s);
    now += 5s;
    CHECK(governor.refused(Service::web_api, now, std::nullopt, 0) == now + 10s);
    now += 10s;
    governor.answered(Service::web_api);
    CHECK(governor.refused(Service::web_api, now, std::nullopt, 0) == now + 5s);
}

TEST_CASE("a service that asks for one second for ever is asked less and less, and never before it wants") {
    Governor governor;
    Governor::TimePoint now{};
    std::vector<std::chrono::seconds> waits;
    for (int i = 0; i < 9; ++i) {
        const auto until = governor.refused(Service::web_api, now, 1s, 0);
        waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(until - now));
        now = until;
    }
    CHECK(waits == std::vector<std::chrono::seconds>{1s, 2s, 3s, 5s, 9s, 17s, 31s, 31s, 31s});
    CHECK(governor.refused(Service::web_api, now, 3600s, 0) == now + 3630s);
    CHECK(governor.refused(Service::accounts, now, 1s, 0) == now + 1s); // counts apart
    governor.answered(Service::lists);
    now += 3630s;
    CHECK(governor.refused(Service::web_api, now, 1s, 0) == now + 31s);
    governor.answered(Service::web_api);
    now += 31s;
    CHECK(governor.refused(Service::web_api, now, 1s, 0) == now + 1s);
}

TEST_CASE("refusals of requests that were under way together are one") {
    Governor governor;
    for (int i = 0; i < 8; ++i) { // eight accounts asked at once
        CHECK(governor.refused(Service::web_api, start + i * 1ms, 1s, 0) == start + i * 1ms + 1s);
    }
    CHECK(governor.refused(Service::web_api, start + 2s, 1s, 0) == start + 4s);
    CHECK(governor.refused(Service::web_api, start + 2'001ms, 1s, 0) == start + 4'001ms);
    CHECK(governor.refused(Service::lists, start, std::nullopt, 0) == start + 5s);
    CHECK(governor.refused(Service::lists, start + 1ms, std::nullopt, 0) == start + 5'001ms);
}

TEST_CASE("nothing leaves while the gate is shut, and lists wait for the Web API too") {
    Governor governor;
    governor.refused(Service::lists, start, 60s, 0);
    CHECK_FALSE(governor.leave(Service::lists, Priority::list, start));
    CHECK(governor.leave(Service::web_api, Priority::poll, start));
    governor.refused(Service::web_api, start, 90s, 0);
    CHECK_FALSE(governor.leave(Service::web_api, Priority::command, start + 89s));
    CHECK_FALSE(governor.leave(Service::lists, Priority::list, start + 61s));
    CHECK(governor.leave(Service::lists, Priority::list, start + 90s));
    CHECK(governor.sent_in_a_day(start + 90s) == 2); // what was held back does not count
}

TEST_CASE("in thirty seconds lists have the least room and commands the most") {
    Governor governor;
    CHECK(leaving(governor, Priority::list, start) == most_in_window(Priority::list));
    CHECK(leaving(governor, Priority::list, start) == 0);
    CHECK(leaving(governor, Priority::poll, start) ==
          most_in_window(Priority::poll) - most_in_window(Priority::list));
    CHECK(leaving(governor, Priority::command, start) ==
          most_in_window(Priority::command) - most_in_window(Priority::poll));
    const auto free = governor.full_until(Priority::command, start);
    REQUIRE(free);
    CHECK(*free >= start + 30s);
    CHECK(*free <= start + 33s);
    CHECK_FALSE(governor.spent_until(Priority::command, start)); // the day has room
    CHECK_FALSE(governor.leave(Service::web_api, Priority::command, *free - 1ms));
    CHECK(governor.leave(Service::web_api, Priority::command, *free));
}

TEST_CASE("the day's budget is never exceeded in any 24 hours, and commands are the last to go") {
    Governor governor;
    governor.declare(&governor, looks_every(1s, 500));
    std::vector<Governor::TimePoint> sent;
    // Somebody who asks as often as he is allowed to, for three days.
    for (auto now = start; now < start + 72h; now += 97s) {
        for (const auto priority : {Priority::list, Priority::poll, Priority::command}) {
            if (governor.leave(Service::web_api, priority, now)) {
                sent.push_back(now);
            }
        }
    }
    CHECK(sent.size() > 1'000); // and it is used
    std::size_t first = 0;
    std::size_t most = 0;
    for (std::size_t last = 0; last < sent.size(); ++last) {
        while (sent[last] - sent[first] >= 24h) {
            ++first;
        }
        most = std::max(most, last - first + 1);
    }
    CHECK(most <= 500);
}

TEST_CASE("when looks have used their share, commands still go") {
    Governor governor;
    governor.declare(&governor, looks_every(1s, 200));
    auto now = start;
    for (int i = 0; i < 10; ++i, now += 33s) {
        leaving(governor, Priority::poll, now);
    }
    CHECK(governor.sent_in_a_day(now) == 180);
    const auto until = governor.spent_until(Priority::poll, now);
    REQUIRE(until);
    CHECK(*until > now + 23h);
    CHECK(*until <= now + 24h + 30min);
    CHECK_FALSE(governor.spent_until(Priority::command, now));
    CHECK(leaving(governor, Priority::command, now) == 20);
    CHECK(governor.spent_until(Priority::command, now));
    CHECK(governor.leave(Service::web_api, Priority::poll, *until));
}

TEST_CASE("one panel that is watched for an evening is not slowed, and one that is watched all day is") {
    Governor governor;
    governor.declare(&governor, looks_every(5s, 10'000));
    auto now = start;
    double most = 1;
    const auto watch = [&](std::chrono::hours until) {
        most = 1;
        while (now < start + until) {
            REQUIRE(governor.leave(Service::web_api, Priority::poll, now)); // never stopped, only slowed
            const auto stretch = governor.stretch(now);
            most = std::max(most, stretch);
            now += std::chrono::milliseconds{static_cast<std::int64_t>(5'000 * stretch)};
        }
    };
    watch(4h);
    CHECK(most == 1);
    watch(24h);
    CHECK(most > 1.5);
    CHECK(governor.sent_in_a_day(now) <= 9'000);
    watch(96h);
    CHECK(governor.sent_in_a_day(now) <= 9'000);
    CHECK(governor.sent_in_a_day(now) > 6'000);
}

TEST_CASE("those that share a budget are slowed by the same factor, and the smallest budget holds") {
    Governor governor;
    int one = 0;
    int other = 0;
    governor.declare(&one, looks_every(5s, 10'000));
    const auto alone = governor.stretch(start);
    governor.declare(&other, looks_every(5s, 1'000));
    CHECK(governor.requests_per_day() == 1'000);
    CHECK(governor.stretch(start) > 2 * alone);
    governor.declare(&other, looks_every(0s, 1'000)); // looks at nothing
    const auto less = governor.stretch(start);
    governor.withdraw(&other);
    CHECK(governor.requests_per_day() == 10'000);
    CHECK(governor.stretch(start) < less);
}

TEST_CASE("what is kept reads back, and what cannot be read is nothing") {
    const GovernorMemory memory{1'764'000'000'123, 5, 0, {{1'764'000'000'000, 17}, {1'764'000'900'000, 3}}};
    CHECK(governor_memory_from(to_text(memory)) == memory); // as an older plugin has stored it
    auto dated = memory;
    dated.stored = {1'764'000'000'000, "a boot", 3'600'000ms};
    CHECK(governor_memory_from(to_text(dated)) == dated);
    CHECK(governor_memory_from("") == GovernorMemory{});
    CHECK(governor_memory_from("[1]") == GovernorMemory{});
    CHECK(governor_memory_from("{\"web_api\":\"x\"}") == GovernorMemory{});
    CHECK(governor_memory_from("{\"web_api\":7,\"sent\":[[1,\"x\"]]}").web_api == 7);
    CHECK(governor_memory_from("{\"web_api\":7,\"sent\":[1]}").web_api == 7);
    const auto senseless = governor_memory_from(
        R"({"web_api":9223372036854775807,"lists":-9223372036854775807,"stored_at":-1,"since_boot_ms":-5})");
    CHECK(senseless == GovernorMemory{0, 0, 0, {}, spotify::RestartMoment{}});
}
