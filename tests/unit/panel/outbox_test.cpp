#include "panel/outbox.hpp"

#include <doctest/doctest.h>

using avhost::panel::Outbox;

TEST_CASE("an outbox keeps the order and wakes once for many lines") {
    int wakes = 0;
    Outbox box(10, 100, [&] { ++wakes; });
    box.put("a");
    box.put("b");
    CHECK(wakes == 1);
    CHECK(box.take() == "a");
    box.put("c");
    CHECK(wakes == 2);
    CHECK(box.take() == "b");
    CHECK(box.take() == "c");
    CHECK_FALSE(box.take().has_value());
}

TEST_CASE("a line too many empties the outbox for good and is told even while an earlier note waits") {
    int wakes = 0;
    Outbox box(2, 100, [&] { ++wakes; });
    box.put("a");
    box.put("b");
    CHECK(box.fill() == Outbox::Fill::open);
    box.put("c");
    CHECK(box.fill() == Outbox::Fill::overflowed);
    CHECK(wakes == 2);
    CHECK_FALSE(box.take().has_value());
    box.put("d");
    CHECK_FALSE(box.take().has_value());
}

TEST_CASE("bytes are limited as well, and what was taken makes room") {
    Outbox box(100, 10, [] {});
    box.put("12345");
    box.put("67890");
    CHECK(box.take() == "12345");
    box.put("abcde");
    CHECK(box.fill() == Outbox::Fill::open);
    box.put("f");
    CHECK(box.fill() == Outbox::Fill::overflowed);
}

TEST_CASE("a closed outbox takes nothing and wakes nobody") {
    int wakes = 0;
    Outbox box(10, 100, [&] { ++wakes; });
    box.close();
    box.put("a");
    CHECK(wakes == 0);
    CHECK_FALSE(box.take().has_value());
    CHECK(box.fill() == Outbox::Fill::closed);
}
