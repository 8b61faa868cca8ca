#include "auth/consent_dates.hpp"

#include <doctest/doctest.h>

using namespace spotify::auth;

namespace {

constexpr std::int64_t day = 24LL * 3600 * 1000;

} // namespace

TEST_CASE("the end is announced 30, 7 and 1 days before, once each") {
    ConsentDate date{"m", 1'000'000, 0};
    const auto end = date.ends_at_ms();
    CHECK(end == 1'000'000 + 180 * day);
    CHECK_FALSE(due_warning(date, end - 30 * day - 1));
    CHECK(next_warning_ms(date) == end - 30 * day);
    CHECK(due_warning(date, end - 30 * day) == 30);
    date.warned = 30;
    CHECK_FALSE(due_warning(date, end - 8 * day));
    CHECK(next_warning_ms(date) == end - 7 * day);
    CHECK(due_warning(date, end - 7 * day) == 7);
    date.warned = 7;
    CHECK_FALSE(due_warning(date, end - 2 * day));
    CHECK(due_warning(date, end - 1 * day) == 1);
    date.warned = 1;
    CHECK_FALSE(due_warning(date, end - 1));
    CHECK_FALSE(next_warning_ms(date));
}

TEST_CASE("after a long pause only the nearest warning is given, and none after the end") {
    const ConsentDate date{"m", 0, 0};
    CHECK(due_warning(date, date.ends_at_ms() - 3 * day) == 7);
    CHECK(due_warning(date, date.ends_at_ms() - 1) == 1);
    CHECK_FALSE(due_warning(date, date.ends_at_ms()));
}

TEST_CASE("days left are rounded up, and never negative") {
    CHECK(days_left(10 * day, 0) == 10);
    CHECK(days_left(10 * day, 1) == 10);
    CHECK(days_left(10 * day, 9 * day) == 1);
    CHECK(days_left(10 * day, 10 * day) == 0);
    CHECK(days_left(10 * day, 99 * day) == 0);
}

TEST_CASE("dates survive their text; what cannot be read is unknown; old ones go") {
    ConsentDates dates;
    dates.set({"first", 1, 0});
    dates.set({"second", 2, 30});
    const auto read = ConsentDates::parse(dates.to_text());
    REQUIRE(read.find("second") != nullptr);
    CHECK(*read.find("second") == ConsentDate{"second", 2, 30});
    CHECK(read.find("third") == nullptr);
    for (const char* garbage : {"", "\n\n", "mark", "mark x 0", "mark 1", "\xFF 1 1x"}) {
        CHECK(ConsentDates::parse(garbage).find("mark") == nullptr);
    }
    for (int i = 0; i < 10; ++i) {
        dates.set({"mark" + std::to_string(i), i, 0});
    }
    CHECK(dates.find("mark5") == nullptr);
    CHECK(dates.find("mark6") != nullptr);
    CHECK(dates.find("mark9") != nullptr);
}
