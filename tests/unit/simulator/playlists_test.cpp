// The listener's playlists in their old and new form, what is kept from whom, and playing one of them.
#include "control_door.hpp"
#include "web_api_desk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace sim;

namespace {

const std::string evenings = "2HarbourEvenings000001";
const std::string empty = "4NothingInItYet0000003";
const std::string foreign = "6FredagsmysBjorn000004";
const std::string shared = "6OfficeQueueShared0005";
const std::string made_by_spotify = "37i9dQZF1DZ06evO0Harbo";

// "null" for entries that are null.
std::vector<std::string> ids_in(const json::Object::Ptr& page) {
    std::vector<std::string> ids;
    const auto items = page->getArray("items");
    for (unsigned index = 0; index < items->size(); ++index)
        ids.push_back(items->isNull(index) ? "null" : items->getObject(index)->getValue<std::string>("id"));
    return ids;
}

json::Object::Ptr entry_with(const std::string& id, const json::Object::Ptr& page) {
    const auto ids = ids_in(page);
    for (unsigned index = 0; index < ids.size(); ++index)
        if (ids[index] == id)
            return page->getArray("items")->getObject(index);
    FAIL("the page has no playlist ", id);
    return {};
}

} // namespace

TEST_CASE("the list of playlists names its counts in the new way, and outside of Development Mode in both") {
    WebApiDesk desk;
    const auto page = desk.get("/v1/me/playlists");
    CHECK(page->getValue<int>("limit") == 20);
    CHECK(page->getValue<int>("total") == 6);
    CHECK(page->isNull("next"));
    const auto playlist = entry_with(evenings, page);
    CHECK(playlist->getValue<std::string>("name") == "Harbour Evenings");
    CHECK(playlist->getValue<std::string>("uri") == "spotify:playlist:" + evenings);
    CHECK(playlist->getObject("owner")->getValue<std::string>("id") == "user_demo");
    CHECK(playlist->getObject("items")->getValue<int>("total") == 6);
    CHECK(playlist->getArray("images")->getObject(0)->isNull("height"));
    CHECK_FALSE(playlist->has("tracks"));
    CHECK(entry_with(empty, page)->isNull("images"));
    CHECK(entry_with(foreign, page)->getObject("owner")->getValue<std::string>("id") == "bjorn_1987");

    desk.world.settings.development_mode = false;
    const auto extended = desk.get("/v1/me/playlists");
    CHECK(entry_with(evenings, extended)->getObject("items")->getValue<int>("total") == 6);
    CHECK(entry_with(evenings, extended)->getObject("tracks")->getValue<int>("total") == 6);
    CHECK(entry_with(made_by_spotify, extended)->getObject("owner")->getValue<std::string>("id") ==
          "spotify");
}

TEST_CASE("an entry of the list can be null") {
    WebApiDesk desk;
    desk.world.settings.null_playlist_entry = true;
    const auto page = desk.get("/v1/me/playlists");
    CHECK(ids_in(page).back() == "null");
    CHECK(page->getValue<int>("total") == 7);
}

TEST_CASE("the list is read by pages") {
    WebApiDesk desk;
    desk.demo().more_playlists = 60;
    const auto first = desk.get("/v1/me/playlists?limit=50");
    CHECK(ids_in(first).size() == 50);
    CHECK(first->isNull("previous"));
    CHECK(first->getValue<std::string>("next") ==
          "https://api.spotify.com/v1/users/user_demo/playlists?offset=50&limit=50");
    const auto second = desk.get("/v1/me/playlists?limit=50&offset=50");
    CHECK(ids_in(second).size() == 16);
    CHECK(ids_in(second).back() == "8NumberedPlaylist00060");
    CHECK(second->isNull("next"));
    CHECK(second->getValue<std::string>("previous") ==
          "https://api.spotify.com/v1/users/user_demo/playlists?offset=0&limit=50");
    CHECK(ids_in(desk.get("/v1/me/playlists?offset=100000")).empty());
    CHECK(refusal_of(desk.ask("GET", "/v1/me/playlists?limit=51")) == "400 Invalid limit|");
    CHECK(refusal_of(desk.ask("GET", "/v1/me/playlists?limit=0")) == "400 Invalid limit|");
    CHECK(refusal_of(desk.ask("GET", "/v1/me/playlists?offset=100001")) == "400 Invalid offset|");
}

TEST_CASE("playlists need their scopes") {
    WebApiDesk desk;
    desk.ask_with_scopes("playlist-read-private");
    const auto without_shared = ids_in(desk.get("/v1/me/playlists"));
    CHECK(std::find(without_shared.begin(), without_shared.end(), shared) == without_shared.end());
    CHECK(without_shared.size() == 5);
    desk.ask_with_scopes("user-read-playback-state");
    CHECK(refusal_of(desk.ask("GET", "/v1/me/playlists")) == "403 Insufficient client scope|");
    CHECK(refusal_of(desk.ask("GET", "/v1/playlists/" + evenings + "/items")) ==
          "403 Insufficient client scope|");
    CHECK(desk.ask("GET", "/v1/playlists/" + evenings).status == 200);
}

TEST_CASE("a playlist shows its entries to its owner and to those who share it") {
    WebApiDesk desk;
    const auto own = desk.get("/v1/playlists/" + evenings);
    CHECK(own->getValue<std::string>("description") == "Slow &amp; quiet, from 20:00");
    CHECK(own->getObject("items")->getArray("items")->size() == 6);
    CHECK_FALSE(own->has("tracks"));
    CHECK(desk.get("/v1/playlists/" + shared)->has("items"));
    CHECK_FALSE(desk.get("/v1/playlists/" + foreign)->has("items"));
    CHECK(refusal_of(desk.ask("GET", "/v1/playlists/" + foreign + "/items")) == "403 Forbidden|");
    for (const std::string& id : {made_by_spotify, std::string("37i9dQZF1DXcBWIGoYBM5M"), std::string("x")}) {
        CHECK(desk.ask("GET", "/v1/playlists/" + id).status == 404);
        CHECK(desk.ask("GET", "/v1/playlists/" + id + "/items").status == 404);
    }
    CHECK(desk.ask("GET", "/v1/playlists/").status == 404);
    CHECK(desk.ask("GET", "/v1/playlists/" + evenings + "/items/more").status == 404);
    CHECK(desk.ask("PUT", "/v1/playlists/" + evenings + "/items").status == 405);
}

TEST_CASE("entries stand under the new name, and outside of Development Mode under both; they may be null") {
    WebApiDesk desk;
    const std::string address = "/v1/playlists/" + evenings + "/items?limit=4&offset=2";
    const auto page = desk.get(address);
    CHECK(page->getValue<std::string>("href") ==
          "https://api.spotify.com/v1/playlists/" + evenings + "/items?offset=2&limit=4");
    const auto entries = page->getArray("items");
    REQUIRE(entries->size() == 4);
    CHECK(entries->getObject(0)->isNull("item"));
    CHECK(entries->getObject(1)->getObject("item")->getValue<std::string>("name") == "Neap Tide");
    CHECK_FALSE(entries->getObject(1)->has("track"));
    CHECK(entries->getObject(3)->getValue<bool>("is_local"));
    CHECK(entries->getObject(3)->getObject("item")->isNull("id"));
    CHECK(desk.ask("GET", "/v1/playlists/" + evenings + "/tracks").status == 403);

    desk.world.settings.development_mode = false;
    const auto both = desk.get(address)->getArray("items")->getObject(1);
    CHECK(both->getObject("track")->getValue<std::string>("name") == "Neap Tide");
    CHECK(both->getObject("item")->getValue<std::string>("name") == "Neap Tide");
    CHECK(desk.ask("GET", "/v1/playlists/" + evenings + "/tracks").status == 200);
    CHECK(desk.get("/v1/playlists/" + evenings)->getObject("tracks")->getArray("items")->size() == 6);
}

TEST_CASE("a playlist can be played, whoever made it, unless it is empty") {
    WebApiDesk desk;
    const auto play = [&](const std::string& id, Millis at) {
        return desk.ask("PUT", "/v1/me/player/play", R"({"context_uri":"spotify:playlist:)" + id + "\"}", at);
    };
    CHECK(play(evenings, now).status < 300);
    const PlayerState& state = desk.demo().playback.truth(now + 1000);
    CHECK(state.context_uri == "spotify:playlist:" + evenings);
    CHECK(state.list.size() == 5);
    CHECK(current_item(state, desk.world.catalog).name == "Slack Water at Dawn");
    CHECK(play(made_by_spotify, now + 10'000).status < 300);
    CHECK(play(empty, now + 20'000).status == 404);

    ControlDoor door{desk.world, desk.faults, [] { return std::size_t{0}; }};
    const auto told = parsed(door.answer(request_for("GET", "/accounts/demo"), now + 30'000));
    CHECK(told->getValue<std::string>("context_uri") == "spotify:playlist:" + made_by_spotify);
}

TEST_CASE("the control door makes the list of playlists long and gives it a hole") {
    WebApiDesk desk;
    ControlDoor door{desk.world, desk.faults, [] { return std::size_t{0}; }};
    const auto ask = [&](const std::string& method, const std::string& path, const std::string& body) {
        HttpRequest request = request_for(method, path);
        request.body = body;
        return door.answer(request, now).status;
    };
    CHECK(ask("PATCH", "/accounts/demo", R"({"more_playlists":201})") == 400);
    CHECK(ask("PATCH", "/accounts/demo", R"({"more_playlists":200})") == 200);
    CHECK(ask("POST", "/settings", R"({"null_playlist_entry":true})") == 200);
    CHECK(desk.get("/v1/me/playlists")->getValue<int>("total") == 207);
}
