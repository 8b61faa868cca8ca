// What was played last: what gets into it and what stays out.
#include "web_api_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

const std::string address = "/v1/me/player/recently-played";

struct History : WebApiDesk {
    History() { ask_with_scopes(demo().scopes + " user-read-recently-played"); }

    json::Array::Ptr items(Millis at) { return get(address, at)->getArray("items"); }
    std::string newest(Millis at) {
        return items(at)->getObject(0)->getObject("track")->getValue<std::string>("name");
    }
};

} // namespace

TEST_CASE("a track is in the history when it has ended, with its end and its context") {
    History desk;
    CHECK(desk.items(now + 42'499)->size() == 2);
    CHECK(desk.newest(now + 42'499) == "The Ferryman’s Ledger");
    CHECK(desk.newest(now + 45'000) == "Neap Tide");
    const auto entry = desk.items(now + 60'000)->getObject(0);
    CHECK(entry->getValue<std::string>("played_at") == "2128-06-11T08:54:02.500Z");
    CHECK(entry->getObject("context")->getValue<std::string>("uri") == Catalog::playlist_uri);
}

TEST_CASE("what was left after a moment is not in the history, what was heard for longer is") {
    History desk;
    CHECK(desk.ask("POST", "/v1/me/player/next", "", now + 29'000).status < 300);
    CHECK(desk.newest(now + 35'000) == "The Ferryman’s Ledger");
    CHECK(desk.ask("POST", "/v1/me/player/previous", "", now + 65'000).status < 300);
    CHECK(desk.newest(now + 70'000) == "Harbour Master (Blues)");
}

TEST_CASE("private sessions and everything but tracks stay out of the history") {
    History desk;
    SUBCASE("private session") {
        desk.edit([](PlayerState& player) { player.devices[0].is_private_session = true; });
        CHECK(desk.items(now + 500'000)->size() == 2);
    }
    SUBCASE("episode") {
        desk.edit([&](PlayerState& player) { player.aside = desk.world.catalog.first(ItemKind::episode); });
        CHECK(desk.newest(now + 1'804'001) == "The Ferryman’s Ledger");
    }
}

TEST_CASE("a device that sticks at the end of the list has ended its track once") {
    History desk;
    desk.edit([](PlayerState& player) {
        player.devices[0].sticks_at_the_end = true;
        player.repeat = Repeat::off;
        player.list = {player.list[2]};
        player.position = 0;
    });
    for (Millis at = now + 50'000; at < now + 60'000; at += 1000)
        CHECK(desk.items(at)->size() == 3);
}

TEST_CASE("the history is read by cursors") {
    History desk;
    const Millis later = now + 3'000'000;
    const auto first = desk.get(address + "?limit=2", later);
    CHECK(first->getArray("items")->size() == 2);
    const std::string oldest = first->getObject("cursors")->getValue<std::string>("before");
    CHECK(first->getValue<std::string>("next") ==
          "https://api.spotify.com" + address + "?before=" + oldest + "&limit=2");
    const auto second = desk.get(address + "?limit=2&before=" + oldest, later);
    CHECK(second->getObject("cursors")->getValue<std::string>("after") < oldest);
    const auto fresh = desk.get(address + "?after=" + oldest, later);
    CHECK(fresh->getArray("items")->size() == 1);
    CHECK(fresh->isNull("next"));
    const auto nothing = desk.get(address + "?before=1", later);
    CHECK(nothing->getArray("items")->size() == 0);
    CHECK(nothing->isNull("cursors"));
    CHECK(desk.ask("GET", address + "?after=1&before=2").status == 400);
    CHECK(refusal_of(desk.ask("GET", address + "?limit=51")) == "400 Invalid limit|");
}

TEST_CASE("the history forgets what is older than fifty tracks") {
    History desk;
    desk.edit([](PlayerState& player) {
        player.list = {5};
        player.position = 0;
    });
    CHECK(desk.get(address + "?limit=50", now + 3'500'000)->getArray("items")->size() == 50);
    CHECK(desk.get(address + "?limit=50", now + 3'500'000)->isNull("next"));
}

TEST_CASE("the history needs a scope that is not given by default") {
    WebApiDesk desk;
    CHECK(refusal_of(desk.ask("GET", address)) == "403 Insufficient client scope|");
}
