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
