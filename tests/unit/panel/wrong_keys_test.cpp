#include "door/wrong_keys.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace avhost::door;
using std::chrono::seconds;

namespace {

const WrongKeys::Time start{};

Digest guess(int number) {
    return sha256(std::to_string(number));
}

} // namespace

TEST_CASE("five wrong keys from an address, then one every twelve seconds") {
    WrongKeys wrong;
    for (int i = 0; i < 5; ++i) {
        CHECK_FALSE(wrong.wait("a", start));
        CHECK(wrong.wrong("a", guess(i), start));
    }
    CHECK(wrong.wait("a", start) == seconds{12});
    CHECK_FALSE(wrong.wait("b", start));
    CHECK(wrong.wait("a", start + seconds{11}) == seconds{1});
    CHECK_FALSE(wrong.wait("a", start + seconds{12}));
    wrong.wrong("a", guess(5), start + seconds{12});
    CHECK(wrong.wait("a", start + seconds{12}) == seconds{12});
    // Patience is paid back up to five.
    CHECK_FALSE(wrong.wait("a", start + seconds{3600}));
    for (int i = 10; i < 15; ++i) {
        wrong.wrong("a", guess(i), start + seconds{3600});
    }
    CHECK(wrong.wait("a", start + seconds{3600}));
    CHECK(wrong.counted() == 11);
}

TEST_CASE("the same wrong key again is no new guess") {
    WrongKeys wrong;
    CHECK(wrong.wrong("a", guess(1), start));
    for (int i = 0; i < 100; ++i) {
        CHECK_FALSE(wrong.wrong("a", guess(1), start));
    }
    CHECK_FALSE(wrong.wait("a", start));
    CHECK(wrong.counted() == 1);
}

TEST_CASE("many addresses together get thirty, but who was right before is not kept out by them") {
    WrongKeys wrong;
    wrong.right("wall", guess(1000), start);
    for (int i = 0; i < 30; ++i) {
        const std::string address = "a" + std::to_string(i);
        CHECK_FALSE(wrong.wait(address, start));
        wrong.wrong(address, guess(i), start);
    }
    CHECK(wrong.wait("new", start) == seconds{2});
    CHECK_FALSE(wrong.wait("wall", start));
    CHECK_FALSE(wrong.wait("new", start + seconds{2}));
    for (int i = 100; i < 105; ++i) { // its own count goes for it too
        wrong.wrong("wall", guess(i), start);
    }
    CHECK(wrong.wait("wall", start));
}

TEST_CASE("made-up addresses push out their like and not those who were right") {
    WrongKeys wrong;
    wrong.right("wall", guess(1000), start);
    for (int i = 0; i < static_cast<int>(WrongKeys::most_addresses) + 10; ++i) {
        wrong.wrong("a" + std::to_string(i), guess(i), start + seconds{i + 1});
    }
    // At this moment all together have no guess left.
    const auto now = start + seconds{static_cast<int>(WrongKeys::most_addresses) + 20};
    for (int i = 0; i < 40; ++i) {
        wrong.wrong("b", guess(-i - 1), now);
    }
    CHECK(wrong.wait("new", now));
    CHECK_FALSE(wrong.wait("wall", now));
}

TEST_CASE("an IPv6 address counts as its network, one of IPv4 as itself") {
    CHECK(counted_as("192.168.1.5") == "192.168.1.5");
    CHECK(counted_as("::ffff:192.168.1.5") == "192.168.1.5");
    CHECK(counted_as("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(counted_as("2001:db8:1:2::9") == counted_as("2001:db8:1:2:ffff::"));
    CHECK(counted_as("2001:db8:1:3::9") != counted_as("2001:db8:1:2::9"));
    CHECK(counted_as("fe80::1%eth0") == "fe80::/64");
    CHECK(counted_as("an unknown address") == "an unknown address");
}

TEST_CASE("a key that was right from an address is let in there while others guess from it") {
    WrongKeys wrong;
    wrong.right("office", guess(1000), start);
    for (int i = 0; i < 6; ++i) {
        wrong.wrong("office", guess(i), start);
    }
    CHECK(wrong.wait("office", start));
    CHECK(wrong.was_right("office", guess(1000)));
    CHECK_FALSE(wrong.was_right("office", guess(0)));
    CHECK_FALSE(wrong.was_right("elsewhere", guess(1000)));
}

TEST_CASE("two panels whose keys were taken away ask on and on, and count once each") {
    WrongKeys wrong;
    CHECK(wrong.wrong("office", guess(1), start));
    CHECK(wrong.wrong("office", guess(2), start));
    for (int i = 0; i < 20; ++i) {
        CHECK_FALSE(wrong.wrong("office", guess(1), start));
        CHECK_FALSE(wrong.wrong("office", guess(2), start));
    }
    CHECK_FALSE(wrong.wait("office", start));
}
