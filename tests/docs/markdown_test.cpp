#include "markdown.hpp"

#include <doctest/doctest.h>

TEST_CASE("anchors are made as GitHub makes them") {
    CHECK(docs::anchor_of("Back-up and restore") == "back-up-and-restore");
    CHECK(docs::anchor_of("sign_in_needed") == "sign_in_needed");
    CHECK(docs::anchor_of("Volume: limit, mute, fade") == "volume-limit-mute-fade");
    CHECK(docs::anchor_of("What Spotify's `quota` means") == "what-spotifys-quota-means");
}

TEST_CASE("headings are found outside of code, and two of one text have two anchors") {
    const auto page = docs::parse_page("# Top\n```sh\n# a comment\n```\n## Part\n#no heading\n## Part\n");
    REQUIRE(page.headings.size() == 3);
    CHECK(page.headings[0].level == 1);
    CHECK(page.headings[1].anchor == "part");
    CHECK(page.headings[1].line == 5);
    CHECK(page.headings[2].anchor == "part-1");
}

TEST_CASE("links are found over line ends and around code, and not within code") {
    const auto page =
        docs::parse_page("See [a page of\nmine](one.md#x) and [`two`](two.md).\n`[no](three.md)`\n"
                         "```\n[nor this](four.md)\n```\n");
    REQUIRE(page.links.size() == 2);
    CHECK(page.links[0].target == "one.md#x");
    CHECK(page.links[0].line == 2);
    CHECK(page.links[1].target == "two.md");
}

TEST_CASE("code is the lines of blocks and the spans") {
    const auto page = docs::parse_page("Type `avhost check` or ``a ` b``:\n\n```sh\navhost run\n```\n");
    REQUIRE(page.code.size() == 3);
    CHECK(page.code[0].text == "avhost run");
    CHECK(page.code[0].line == 4);
    CHECK(page.code[1].text == "avhost check");
    CHECK(page.code[2].text == "a ` b");
}
