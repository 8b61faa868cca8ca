// Line and column of what stands in a JSON.
#include "host/json_places.hpp"
#include "host/json_text.hpp"
#include "host/mistake.hpp"

#include <doctest/doctest.h>

namespace {

using host::TextPlace;

constexpr std::string_view text = R"({ // ä "x":
  "a": [1, {"b": null},
    "c"], /* "a" : */ "ö/~": {"é": 1, "z": 2},
  "q\"\u0041": [ [ ] , true ]
})";

} // namespace

TEST_CASE("members are where their keys are, elements where they begin") {
    REQUIRE_NOTHROW(host::read_json(std::string{text}, "t", host::Comments::allowed));
    const host::JsonPlaces places{text};
    CHECK(places.of("") == TextPlace{1, 1});
    CHECK(places.of("/a") == TextPlace{2, 3});
    CHECK(places.of("/a/0") == TextPlace{2, 9});
    CHECK(places.of("/a/1") == TextPlace{2, 12});
    CHECK(places.of("/a/1/b") == TextPlace{2, 13});
    CHECK(places.of("/a/2") == TextPlace{3, 5});
    CHECK(places.of("/ö~1~0") == TextPlace{3, 23});
    CHECK(places.of("/ö~1~0/z") == TextPlace{3, 39}); // characters, not bytes
    CHECK(places.of("/q\"A") == TextPlace{4, 3});
    CHECK(places.of("/q\"A/1") == TextPlace{4, 24});
}

TEST_CASE("what is not there is where the innermost value around it is") {
    const host::JsonPlaces places{text};
    CHECK(places.of("/a/1/missing/more") == TextPlace{2, 12});
    CHECK(places.of("/missing") == TextPlace{1, 1});
    CHECK(host::JsonPlaces{}.of("/a") == TextPlace{1, 1});
}

TEST_CASE("a text that ends early does no harm") {
    for (std::size_t length = 0; length <= text.size(); ++length) {
        const host::JsonPlaces places{text.substr(0, length)};
        CHECK(places.of("/nothing").line == 1);
    }
    CHECK(host::JsonPlaces{"{\"a\\"}.of("").line == 1);
    CHECK(host::JsonPlaces{"[1 2 }"}.of("").line == 1);
}

TEST_CASE("mistakes are told in the order of the file") {
    const auto said = host::sentences("f", {{"/b", "expected x", {2, 1}},
                                            {"", "expected y", {1, 9}},
                                            {"/c", "expected z", {2, 1}},
                                            {"/a", "expected w", {1, 10}}});
    CHECK(said == std::vector<std::string>{"f:1:9: expected y", "f:1:10: /a: expected w",
                                           "f:2:1: /b: expected x", "f:2:1: /c: expected z"});
}
