#include "api/rolling_count.hpp"

#include <doctest/doctest.h>

using spotify::api::RollingCount;
using namespace std::chrono_literals;

namespace {

const RollingCount::TimePoint start{};

RollingCount ten_seconds() {
    return RollingCount{1s, 10};
}

} // namespace

TEST_CASE("a count leaves after its span, up to a slot late and never early") {
    auto count = ten_seconds();
    count.add(start + 900ms);
    count.add(start + 1s, 2);
    CHECK(count.total(start + 1s) == 3);
    CHECK(count.total(start + 10'900ms - 1ms) == 3);
    CHECK(count.total(start + 11s) == 2);
    CHECK(count.total(start + 12s) == 0);
    CHECK(count.total(start + 1000h) == 0);
}

TEST_CASE("the moment at which there is room again is the first one") {
    auto count = ten_seconds();
    count.add(start, 3);
    count.add(start + 5s, 1);
    CHECK(count.below(5, start + 5s) == start + 5s);
    CHECK(count.below(4, start + 5s) == start + 11s);
    CHECK(count.below(1, start + 5s) == start + 16s);
    CHECK(count.total(start + 11s - 1ms) == 4);
    CHECK(count.total(start + 11s) == 1);
    CHECK(count.below(0, start + 5s) >= start + 16s);
}

TEST_CASE("an even wait never gets to the limit") {
    for (const auto& [first, second] :
         {std::pair{0U, 0U}, std::pair{15U, 0U}, std::pair{0U, 15U}, std::pair{9U, 9U}}) {
        RollingCount count{1s, 60};
        count.add(start, first);
        count.add(start + 30s, second);
        auto now = start + 31s;
        for (int i = 0; i < 500; ++i) {
            const auto wait = count.even_wait(20, now);
            REQUIRE(wait > 0ms);
            REQUIRE(wait <= 61s);
            now += wait;
            CAPTURE(i);
            REQUIRE(count.total(now) < 20);
            count.add(now);
        }
        CHECK(now - start > 1'000s);
        CHECK(now - start < 2'500s); // and it uses it: 500 at 20 a minute are 1,500 s
    }
}

TEST_CASE("what was counted before the clock began counts too") {
    RollingCount day{15min, 96};
    day.add(start - 20h, 7);
    CHECK(day.total(start) == 7);
    CHECK(day.total(start + 3h) == 7);
    CHECK(day.total(start + 5h) == 0);
    day.add(start - 48h, 3); // too old
    CHECK(day.total(start) == 7);
}

TEST_CASE("counts come in any order, and a gap of any length leaves nothing behind") {
    auto count = ten_seconds();
    count.add(start + 5s, 5);
    count.add(start + 2s, 2);
    count.add(start + 7s, 7);
    CHECK(count.total(start + 7s) == 14);
    CHECK(count.total(start + 13s) == 12);
    count.add(start + 14s, 1); // takes the place of one that has left
    CHECK(count.total(start + 14s) == 13);
    CHECK(count.total(start + 16s) == 8);
    count.add(start + 14s + 33s, 4);
    CHECK(count.total(start + 14s + 33s) == 4);
    count.add(start + 14s, 9); // too old by now
    CHECK(count.total(start + 14s + 33s) == 4);
}
