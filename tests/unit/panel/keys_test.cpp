#include "door/key_ring.hpp"
#include "panel/shown_key.hpp"

#include <doctest/doctest.h>

using namespace avhost::door;
using namespace avhost::panel;

TEST_CASE("a key is found by its hash, with its owner's name and role") {
    const KeyRing keys{
        {{"wall", host::Role::operate, sha256("one")}, {"office", host::Role::set_up, sha256("two")}}};
    CHECK(keys.asks_for_keys());
    const auto wall = keys.visitor(sha256("one"));
    REQUIRE(wall);
    CHECK(wall->name == "wall");
    CHECK(wall->role == host::Role::operate);
    CHECK(keys.visitor(sha256("two"))->role == host::Role::set_up);
    CHECK_FALSE(keys.visitor(sha256("three")));
    CHECK_FALSE(keys.visitor(Digest{}));
    auto almost = sha256("one");
    almost.back() ^= 1;
    CHECK_FALSE(keys.visitor(almost));
}

TEST_CASE("without keys everybody sets up") {
    const KeyRing keys{{}};
    CHECK_FALSE(keys.asks_for_keys());
    CHECK(keys.visitor(Digest{})->role == host::Role::set_up);
}

TEST_CASE("the hash is SHA-256") {
    const auto digest = sha256("abc");
    CHECK(digest[0] == 0xba);
    CHECK(digest[1] == 0x78);
    CHECK(digest[31] == 0xad);
}

TEST_CASE("a key is shown as a bearer or in the cookie") {
    CHECK(shown_key("Bearer abc", "") == "abc");
    CHECK(shown_key("bEARER   abc  ", "av_key=other") == "abc");
    CHECK(shown_key("", "av_key=abc") == "abc");
    CHECK(shown_key("", "a=b; av_key=abc; c=d") == "abc");
    CHECK(shown_key("Basic abc", "a=b;av_key=a=b") == "a=b");
    CHECK(shown_key("", "").empty());
    CHECK(shown_key("Bearer", "").empty());
    CHECK(shown_key("", "xav_key=abc; av_keys=abc; ; ;").empty());
}

TEST_CASE("a key comes out of a form decoded and without blanks around it") {
    CHECK(key_in_form("key=abc") == "abc");
    CHECK(key_in_form("a=b&key=%20a%2Db+c%0A&c") == "a-b c");
    CHECK(key_in_form("key=") == "");
    for (const char* bad : {"", "keys=abc", "key=a&key=b", "key=%", "key=%4", "key=%zz"}) {
        CAPTURE(bad);
        CHECK_FALSE(key_in_form(bad));
    }
}

TEST_CASE("what a browser could not keep in a cookie is known") {
    CHECK(fits_in_cookie("k7m2x-9qd4z"));
    for (const char* bad : {"", "a b", "a;b", "a\"b", "a,b", "a\\b", "\xC3\xA9", "a\nb"}) {
        CAPTURE(bad);
        CHECK_FALSE(fits_in_cookie(bad));
    }
    CHECK_FALSE(fits_in_cookie(std::string(1001, 'a')));
}
