#include "api/governor.hpp"
#include "api/retry_after.hpp"

#include <doctest/doctest.h>

using namespace spotify::api;
using namespace std::chrono_literals;

namespace {

std::optional<std::chrono::milliseconds> parse(const std::string& text,
                                               std::int64_t now = 1'700'000'000'000) {
    return parse_retry_after(&text, now);
}

} // namespace

TEST_CASE("Retry-After in all the forms that were seen") {
    CHECK(parse("7") == 7s);
    CHECK(parse("57712") == 57712s);
    CHECK(parse("1.5") == 2s); // never sooner than stated
    CHECK_FALSE(parse_retry_after(nullptr, 0));
    CHECK_FALSE(parse(""));
    CHECK_FALSE(parse("0"));
    CHECK_FALSE(parse("soon"));
    CHECK_FALSE(parse("-5"));
    CHECK_FALSE(parse("NaN"));
    CHECK(parse("99999999999999999999999") == 7 * 24h);
    CHECK(parse("99999999999") == 7 * 24h);
}

TEST_CASE("Retry-After as a date") {
    // 1700000000 is Tue, 14 Nov 2023 22:13:20 GMT
    CHECK(parse("Tue, 14 Nov 2023 22:13:50 GMT") == 30s);
    CHECK_FALSE(parse("Tue, 14 Nov 2023 22:13:00 GMT")); // past: says nothing
}

TEST_CASE("an unstated wait doubles from 5 s to 5 min, with jitter on top") {
    CHECK(unstated_wait(0, 0.0) == 5s);
    CHECK(unstated_wait(1, 0.0) == 10s);
    CHECK(unstated_wait(5, 0.0) == 160s);
    CHECK(unstated_wait(6, 0.0) == 300s);
    CHECK(unstated_wait(1000, 0.0) == 300s);
    CHECK(unstated_wait(0, 1.0) == 6s);
}

TEST_CASE("the governor keeps its gate shut until the deadline and not longer") {
    Governor governor;
    const Governor::TimePoint start{};
    CHECK_FALSE(governor.closed_until(Service::web_api, start));
    CHECK(governor.refused(Service::web_api, start, 30s, 0) == start + 30s);
    CHECK(governor.closed_until(Service::web_api, start + 29'999ms) == start + 30s);
    CHECK_FALSE(governor.closed_until(Service::web_api, start + 30s));
    CHECK_FALSE(governor.closed_until(Service::accounts, start)); // the other service counts apart
}

TEST_CASE("a deadline never moves nearer") {
    Governor governor;
    const Governor::TimePoint start{};
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

TEST_CASE("deadlines survive as text, and unreadable text is no deadline") {
    const StoredDeadlines stored{1'764'000'000'123, 5};
    CHECK(deadlines_from(to_text(stored)) == stored);
    CHECK(deadlines_from("") == StoredDeadlines{});
    CHECK(deadlines_from("[1]") == StoredDeadlines{});
    CHECK(deadlines_from("{\"web_api\":\"x\"}") == StoredDeadlines{});
}
