// The search: what it finds, in which pages, and what it refuses.
#include "web_api_desk.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

std::string first_name(const json::Object::Ptr& result, const std::string& page) {
    const auto items = result->getObject(page)->getArray("items");
    return items->size() == 0 ? "" : items->getObject(0)->getValue<std::string>("name");
}

int total(const json::Object::Ptr& result, const std::string& page) {
    return result->getObject(page)->getValue<int>("total");
}

} // namespace

TEST_CASE("the search answers the pages it was asked for, and no scope is needed") {
    WebApiDesk desk;
    desk.ask_with_scopes("");
    const auto result = desk.get("/v1/search?q=hARBOUR&type=track,album,artist,playlist");
    CHECK(total(result, "tracks") == 4);
    CHECK(total(result, "albums") == 1);
    CHECK(first_name(result, "albums") == "Tide Tables");
    CHECK(total(result, "artists") == 1);
    CHECK(first_name(result, "artists") == "Harbour Lights Ensemble");
    CHECK(total(result, "playlists") == 2);
    const auto tracks_only = desk.get("/v1/search?q=harbour&type=track");
    CHECK(tracks_only->has("tracks"));
    CHECK(tracks_only->size() == 1);
    CHECK(total(desk.get("/v1/search?q=harbour&type=show"), "shows") == 0);
}

TEST_CASE("the search looks at names and artists in any script, without regard to case") {
    WebApiDesk desk;
    CHECK(first_name(desk.get("/v1/search?type=track&q=" + percent_encoded("SMULTRONSTÄLLE")), "tracks") ==
          "Smultronställe");
    CHECK(total(desk.get("/v1/search?type=track&q=" + percent_encoded("田中")), "tracks") == 2);
    CHECK(total(desk.get("/v1/search?type=track&q=nothing+of+that+name"), "tracks") == 0);
}

TEST_CASE("playlists that Spotify makes are null among those found") {
    WebApiDesk desk;
    const auto items =
        desk.get("/v1/search?q=harbour&type=playlist")->getObject("playlists")->getArray("items");
    REQUIRE(items->size() == 2);
    CHECK(items->getObject(0)->getValue<std::string>("name") == "Harbour Evenings");
    CHECK(items->isNull(1));
    desk.world.settings.development_mode = false;
    const auto all =
        desk.get("/v1/search?q=harbour&type=playlist")->getObject("playlists")->getArray("items");
    CHECK(all->getObject(1)->getValue<std::string>("name") == "This Is Harbour Lights Ensemble");
}

TEST_CASE("the search gives five, ten at most; outside of Development Mode twenty and fifty") {
    WebApiDesk desk;
    const auto page = desk.get("/v1/search?q=e&type=track")->getObject("tracks");
    CHECK(page->getArray("items")->size() == 5);
    CHECK(page->getValue<std::string>("next") ==
          "https://api.spotify.com/v1/search?offset=5&limit=5&query=e&type=track");
    CHECK(desk.get("/v1/search?q=e&type=track&limit=10&offset=1000")
              ->getObject("tracks")
              ->getArray("items")
              ->size() == 0);
    CHECK(refusal_of(desk.ask("GET", "/v1/search?q=e&type=track&limit=11")) == "400 Invalid limit|");
    CHECK(refusal_of(desk.ask("GET", "/v1/search?q=e&type=track&limit=0")) == "400 Invalid limit|");
    CHECK(refusal_of(desk.ask("GET", "/v1/search?q=e&type=track&offset=1001")) == "400 Invalid offset|");
    desk.world.settings.development_mode = false;
    CHECK(desk.get("/v1/search?q=e&type=track")->getObject("tracks")->getValue<int>("limit") == 20);
    CHECK(desk.ask("GET", "/v1/search?q=e&type=track&limit=50").status == 200);
}

TEST_CASE("the search needs words and types") {
    WebApiDesk desk;
    CHECK(refusal_of(desk.ask("GET", "/v1/search?type=track")) == "400 Missing required field: q|");
    CHECK(refusal_of(desk.ask("GET", "/v1/search?q=&type=track")) == "400 Missing required field: q|");
    CHECK(refusal_of(desk.ask("GET", "/v1/search?q=e")) == "400 Missing required field: type|");
    CHECK(refusal_of(desk.ask("GET", "/v1/search?q=e&type=song")) == "400 Invalid type|");
}
