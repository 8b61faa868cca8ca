#include "api/governor.hpp"
#include "api/retry_after.hpp"

#include <doctest/doctest.h>

using namespace spotify::api;
using namespace std::chrono_literals;

namespace {

std::optional<std::chrono::milliseconds> parse(const std::string& text,
                                               const std::string& date = "Tue, 14 Nov 2023 22:13:20 GMT") {
    return parse_retry_after(&text, &date);
}

} // namespace

TEST_CASE("Retry-After in all the forms that were seen") {
    CHECK(parse("7") == 7s);
    CHECK(parse("57712") == 57712s);
    CHECK(parse("1.5") == 2s); // never sooner than stated
    CHECK_FALSE(parse_retry_after(nullptr, nullptr));
    CHECK_FALSE(parse(""));
    CHECK_FALSE(parse("0"));
    CHECK_FALSE(parse("soon"));
    CHECK_FALSE(parse("-5"));
    CHECK_FALSE(parse("NaN"));
    CHECK(parse("99999999999999999999999") == 7 * 24h);
    CHECK(parse("99999999999") == 7 * 24h);
}

TEST_CASE(
    "Retry-After as a date is a length from the answer's own date, whatever this machine's clock shows") {
    CHECK(parse("Tue, 14 Nov 2023 22:13:50 GMT") == 30s);
    CHECK(parse("Tue, 14 Nov 2023 22:13:50 GMT", "Tue, 14 Nov 2023 22:13:45 GMT") == 5s);
    CHECK(parse("Thu, 14 Dec 2023 22:13:50 GMT") == 7 * 24h);
    CHECK_FALSE(parse("Tue, 14 Nov 2023 22:13:00 GMT")); // past: says nothing
    const std::string text = "Tue, 14 Nov 2023 22:13:50 GMT";
    CHECK_FALSE(parse_retry_after(&text, nullptr));
    CHECK_FALSE(parse(text, "today"));
}

TEST_CASE("a stated wait grows by a second, doubled with each refusal in a row, up to half a minute") {
    CHECK(added_wait(0) == 0s);
    CHECK(added_wait(1) == 1s);
    CHECK(added_wait(5) == 16s);
    CHECK(added_wait(6) == 30s);
    CHECK(added_wait(4'000'000'000) == 30s);
}

TEST_CASE("an unstated wait doubles from 5 s to 5 min, with jitter on top") {
    CHECK(unstated_wait(0, 0.0) == 5s);
    CHECK(unstated_wait(1, 0.0) == 10s);
    CHECK(unstated_wait(5, 0.0) == 160s);
    CHECK(unstated_wait(6, 0.0) == 300s);
    CHECK(unstated_wait(1000, 0.0) == 300s);
    CHECK(unstated_wait(0, 1.0) == 6s);
}
