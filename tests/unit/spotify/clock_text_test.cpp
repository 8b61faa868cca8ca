#include "base/clock_text.hpp"

#include <doctest/doctest.h>

#include <ctime>

using spotify::clock_time;

namespace {

std::int64_t local(int day, int hour, int minute, int second = 0) {
    std::tm time{};
    time.tm_year = 2026 - 1900;
    time.tm_mon = 10; // November
    time.tm_mday = day;
    time.tm_hour = hour;
    time.tm_min = minute;
    time.tm_sec = second;
    time.tm_isdst = -1;
    return std::int64_t{std::mktime(&time)} * 1000;
}

} // namespace

TEST_CASE("a time of today is a time, and one of another day names the day") {
    CHECK(clock_time(local(30, 14, 5, 10), local(30, 9, 0)) == "14:05:10");
    CHECK(clock_time(local(30, 23, 59, 59), local(30, 0, 0)) == "23:59:59");
    CHECK(clock_time(local(31, 0, 0, 1), local(30, 23, 59, 59)) == "00:00:01 on 1 December 2026");
    CHECK(clock_time(local(29, 9, 0), local(30, 9, 0)) == "09:00:00 on 29 November 2026");
    CHECK(clock_time(local(30, 9, 0), local(30 - 365, 9, 0)) == "09:00:00 on 30 November 2026");
}
