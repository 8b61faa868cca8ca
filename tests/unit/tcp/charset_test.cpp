#include "tcp/charset.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace avhost::tcp;

TEST_CASE("what latin1 does not have becomes a question mark") {
    CHECK(encoded("Caf\u00e9 \u00ff \u00a0", Charset::latin1) == "Caf\xe9 \xff \xa0");
    CHECK(encoded("\u0100 \u20ac \U0001F3B5!", Charset::latin1) == "? ? ?!");
    CHECK(encoded("Caf\u00e9 \u20ac", Charset::utf8) == "Caf\u00e9 \u20ac");
}

TEST_CASE("nothing in a line ends it") {
    CHECK(encoded(std::string{"a\0b\nc\rd", 7}, Charset::utf8) == "a?b?c?d");
    CHECK(encoded(std::string{"a\0b", 3}, Charset::latin1) == "a?b");
}

TEST_CASE("lines are read in the charset that was chosen") {
    CHECK(decoded("Caf\xe9", Charset::latin1) == "Caf\u00e9");
    CHECK(decoded("Caf\u00e9", Charset::utf8) == "Caf\u00e9");
    CHECK_FALSE(decoded("Caf\xe9", Charset::utf8));
    CHECK(charset_of("utf-8") == Charset::utf8);
    CHECK(charset_of("latin1") == Charset::latin1);
    CHECK_FALSE(charset_of("latin-1"));
}

TEST_CASE("a line that is too wide is cut at a character") {
    CHECK(fitted_to("0123456789abcdef", 16, Charset::utf8) == "0123456789abcdef");
    CHECK(fitted_to("0123456789abcdefg", 16, Charset::utf8) == "0123456789abc...");
    CHECK(fitted_to("0123456789abcdefg", 0, Charset::utf8) == "0123456789abcdefg");
    CHECK(fitted_to("0123456789ab\u00e9defgh", 16, Charset::utf8) == "0123456789ab...");
    CHECK(fitted_to("0123456789ab\xe9"
                    "defgh",
                    16, Charset::latin1) == "0123456789ab\xe9...");
}
