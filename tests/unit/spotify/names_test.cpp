// Names as people write them.
#include "base/names.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using spotify::character_count;
using spotify::is_utf8;
using spotify::nearest_name;
using spotify::NearName;
using spotify::trimmed;

TEST_CASE("characters are counted, not bytes") {
    CHECK(character_count("") == 0);
    CHECK(character_count("Küche") == 5);
    CHECK(character_count("\xF0\x9F\x8E\xB5") == 1); // a note
    CHECK(character_count("\xFF\xC3") == 2);         // no UTF-8
    CHECK(character_count("\xE2\x82") == 2);         // cut off
}

TEST_CASE("UTF-8 is told from other bytes") {
    for (const char* text : {"",
                             "K\xC3\xBC"
                             "che",
                             "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(text);
        CHECK(is_utf8(text));
    }
    for (const char* text : {"\xFF", "\x80", "\xC3(", "\xE2\x82", "\xC0\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
                             "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80"}) {
        CAPTURE(text);
        CHECK_FALSE(is_utf8(text));
        CHECK_FALSE(is_utf8(std::string{"a"} + text + "b"));
    }
}

TEST_CASE("what nobody sees around a name goes, and what is inside it stays") {
    CHECK(trimmed("") == "");
    CHECK(trimmed(" \t\r\n") == "");
    CHECK(trimmed("  Echo \r\n") == "Echo");
    CHECK(trimmed("\xEF\xBB\xBF"
                  "Echo\xC2\xA0") == "Echo"); // byte order mark, no-break space
    CHECK(trimmed("\xE2\x80\x8B\xE2\x80\x8E"
                  "Echo\xE3\x80\x80") == "Echo"); // zero-width, mark of direction
    CHECK(trimmed(" Living  Room ") == "Living  Room");
    CHECK(trimmed("Küche") == "Küche");
    CHECK(trimmed("\xC3") == "\xC3");
}

TEST_CASE("a name that differs in what keyboards differ in is the same to readers") {
    const std::vector<std::string> names{"Anna’s Echo", "Büro",  "Wohn–Zimmer",
                                         "“Big” One",   "Кухня", "Salle de bain"};
    const auto same = [&](const char* written, const char* meant) {
        CAPTURE(written);
        CHECK(nearest_name(written, names) == NearName{meant, true});
    };
    same("Anna's Echo", "Anna’s Echo");
    same("anna`s ECHO", "Anna’s Echo");
    same("Buro", "Büro");
    same("Bu\xCC\x88ro", "Büro"); // the accent by itself, as macOS writes it
    same("Wohn-Zimmer", "Wohn–Zimmer");
    same("\"Big\" One", "“Big” One");
    same("КУХНЯ", "Кухня");
    same("Salle de\xC2\xA0 bain\xE2\x80\x8B", "Salle de bain");
}

TEST_CASE("a slip of the finger is near, and another name is not") {
    const std::vector<std::string> names{"Kitchen", "Hall", "Echo Dot upstairs", "Echo Dot downstairs"};
    CHECK(nearest_name("Kitchne", names) == NearName{"Kitchen", false});
    CHECK(nearest_name("kichen", names) == NearName{"Kitchen", false});
    CHECK(nearest_name("upstairs", names) == NearName{"Echo Dot upstairs", false}); // a part of one
    CHECK_FALSE(nearest_name("Echo", names));                                       // a part of two
    CHECK_FALSE(nearest_name("Bath", names));
    CHECK_FALSE(nearest_name("x", names));
    CHECK_FALSE(nearest_name("", names));
    CHECK_FALSE(nearest_name("Kitchen", {}));
    CHECK(nearest_name(std::string(5'000, 'a'), {std::string(5'001, 'a')}) ==
          NearName{std::string(5'001, 'a'), true}); // bounded, whatever is asked
}
