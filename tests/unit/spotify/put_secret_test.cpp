#include "auth/put_secret.hpp"

#include <doctest/doctest.h>

using namespace spotify::auth;
using spotify::Secret;

TEST_CASE("a secret as people put it") {
    for (const char* put : {"AQb", "AQb\r\n", "AQb\n\n", "  AQb\t",
                            "\xEF\xBB\xBF"
                            "AQb",
                            "\xEF\xBB\xBF AQb \r\n", " \xEF\xBB\xBF AQb"}) {
        CAPTURE(put);
        CHECK(trimmed(Secret{put}).reveal() == "AQb");
    }
    for (const char* nothing : {"", " ", "\r\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\r\n"}) {
        CAPTURE(nothing);
        CHECK(trimmed(Secret{nothing}).empty());
    }
    CHECK(trimmed(Secret{"a b\n"}).reveal() == "a b"); // what is inside is not mended
}

TEST_CASE("what may be sent: printable, and no space") {
    CHECK(is_sendable("AQb-_.~!/+="));
    for (const char* text : {"a b", "a\nb", "a\x7f", "a\x01", "\xC3\xBC", "a\xEF\xBB\xBF"}) {
        CAPTURE(text);
        CHECK_FALSE(is_sendable(text));
    }
    CHECK_FALSE(is_sendable(std::string_view{"a\0b", 3})); // as in UTF-16
}
