// The answers besides the player's state. Composed from the reference, section 4.
#include "api/decode_contains.hpp"
#include "api/decode_devices.hpp"
#include "api/decode_me.hpp"
#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "api/decode_search.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace spotify;
using namespace spotify::api;
using player::Device;

TEST_CASE("nobody sees a blank at the end of a device's name, and so it is not there") {
    const auto devices = spotify::api::decode_devices(
        R"({"devices":[{"id":"1","name":" Echo\u00a0"},{"id":"2","name":"Living  Room"},{"id":"3","name":" "}]})");
    REQUIRE(devices.size() == 3);
    CHECK(devices[0].name == "Echo");
    CHECK(devices[1].name == "Living  Room");
    CHECK(devices[2].name.empty());
}

TEST_CASE("devices: whole, old, restricted; names may repeat") {
    const auto devices = decode_devices(R"({"devices":[
        {"id":"d1","is_active":true,"is_private_session":true,"is_restricted":false,"name":"Hall","supports_volume":true,"type":"Speaker","volume_percent":0},
        {"id":"d2","is_active":false,"is_restricted":false,"name":"Hall","type":"tv","volume_percent":null},
        {"id":null,"is_active":false,"is_restricted":true,"name":"Sonos","supports_volume":false,"type":"Unknown","volume_percent":101}]})");
    REQUIRE(devices.size() == 3);
    CHECK(devices[0] == Device{"d1", "Hall", "Speaker", false, 0, true, true, true});
    CHECK(devices[1] == Device{"d2", "Hall", "tv", false, std::nullopt, false, std::nullopt, false});
    CHECK(devices[2] == Device{std::nullopt, "Sonos", "Unknown", true, std::nullopt, false, false, false});
}

TEST_CASE("devices: a bad entry costs that entry") {
    const auto devices =
        decode_devices(R"({"devices":[null,7,"x",[],{},{"id":"","name":""},{"id":"d"},{"name":"N"}]})");
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].id == "d");
    CHECK(devices[1].name == "N");
    CHECK(decode_devices(R"({"devices":[]})").empty());
    for (const char* body : {R"({"devices":null})", R"({"devices":{}})", "{}"}) { // not known is not empty
        CAPTURE(body);
        CHECK_THROWS_AS(decode_devices(body), json::NotJson);
    }
}

TEST_CASE("queue: tracks with all their artists, episodes with their show") {
    const auto queue = decode_queue(R"({"currently_playing":
        {"type":"track","uri":"spotify:track:1","name":"One","artists":[{"name":"A"},{"name":"B"}],
         "album":{"name":"L","images":[{"url":"https://i/1","width":640}]}},
      "queue":[
        {"type":"episode","uri":"spotify:episode:2","name":"Two","images":[{"url":"https://i/2","width":640}],"show":{"name":"S","publisher":"P"}},
        {"type":"track","is_local":true,"id":null,"uri":"spotify:local::::9","name":"","artists":[{"name":""}],"album":{"name":"","images":[]}},
        {"item":{"type":"track","uri":"spotify:track:4","name":"Four"},"track":null},
        {"track":{"type":"track","uri":"spotify:track:5","name":"Five","track":true}}]})");
    CHECK(queue.current == QueueItem{"spotify:track:1", "One", "A, B", "https://i/1"});
    REQUIRE(queue.queue.size() == 4);
    CHECK(queue.queue[0] == QueueItem{"spotify:episode:2", "Two", "S", "https://i/2"});
    CHECK(queue.queue[1] == QueueItem{"spotify:local::::9", std::nullopt, std::nullopt, std::nullopt});
    CHECK(queue.queue[2] == QueueItem{"spotify:track:4", "Four", std::nullopt, std::nullopt});
    CHECK(queue.queue[3] == QueueItem{"spotify:track:5", "Five", std::nullopt, std::nullopt});
}

TEST_CASE("queue: nothing plays, nothing comes, or the answer is odd") {
    for (const char* body :
         {R"({"currently_playing":null,"queue":[]})",
          R"({"currently_playing":{"type":"track"},"queue":[null,7,{},{"track":null},{"name":""}]})"}) {
        CAPTURE(body);
        CHECK(decode_queue(body) == Queue{});
    }
    CHECK_THROWS_AS(decode_queue(R"({"currently_playing":7,"queue":null})"), json::NotJson);
    CHECK_THROWS_AS(decode_queue("{}"), json::NotJson);
}

TEST_CASE("queue: repetition stays, and twenty are the most") {
    std::string body = R"({"queue":[)";
    for (int i = 0; i < 25; ++i) {
        body += (i == 0 ? "" : ",") + std::string{R"({"name":")"} + std::to_string(i % 3) + R"("})";
    }
    const auto queue = decode_queue(body + R"(],"currently_playing":{"name":"now"}})");
    REQUIRE(queue.queue.size() == 20);
    CHECK(queue.queue[3] == queue.queue[0]);
    CHECK(queue.queue[19].name == "1");
    REQUIRE(queue.current);
    CHECK(queue.current->name == "now");
}

TEST_CASE("playlists: a page, its total and whether there is another") {
    const auto page =
        decode_playlists(R"({"href":"h","limit":50,"next":"https://api/next","offset":0,"total":94,"items":[
        {"name":"Mine","uri":"spotify:playlist:1","images":[{"url":"https://i/1","height":null,"width":null}],"items":{"total":1},"tracks":{"total":1}},
        null,
        {"name":"","uri":"spotify:playlist:2","images":null},
        {"name":"No pictures","uri":"spotify:playlist:3","images":[]},
        {"name":"No uri","uri":null},
        "x"]})");
    CHECK(page.total == 94);
    CHECK(page.has_next);
    CHECK(page.playlists == std::vector<Playlist>{{"Mine", "spotify:playlist:1", "https://i/1"},
                                                  {std::nullopt, "spotify:playlist:2", std::nullopt},
                                                  {"No pictures", "spotify:playlist:3", std::nullopt}});
}

TEST_CASE("playlists: the last page, an empty one, an odd one") {
    CHECK_FALSE(decode_playlists(R"({"items":[],"next":null,"total":0})").has_next);
    CHECK(decode_playlists(R"({"items":[],"next":null,"total":0})").total == 0);
    CHECK(decode_playlists(R"({"items":[null],"next":"","total":-1})") == PlaylistPage{});
    CHECK_THROWS_AS(decode_playlists(R"({"items":7,"next":7,"total":"7"})"), json::NotJson);
    CHECK_THROWS_AS(decode_playlists("{}"), json::NotJson);
}

TEST_CASE("contains: flags in the order of the question; one that is none keeps its place") {
    using Flags = std::vector<std::optional<bool>>;
    CHECK(decode_contains("[true,false]") == Flags{true, false});
    CHECK(decode_contains(" [ ] ").empty());
    CHECK(decode_contains(R"([true,null,7,"true",{},[false],false])") ==
          Flags{true, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, false});
    for (const char* body : {"", "{}", "true", "null", "garbage", "[true", "[true,", "\xff[true]"}) {
        CAPTURE(body);
        CHECK_THROWS_AS(decode_contains(body), json::NotJson);
    }
}

TEST_CASE("search: every kind, each with its own maker, in a fixed order") {
    const auto results = decode_search(R"({
        "audiobooks":{"items":[{"name":"Book","uri":"spotify:show:7","authors":[{"name":"W"},{"name":"V"}],"images":[]}]},
        "episodes":{"items":[{"name":"Talk","uri":"spotify:episode:6","type":"episode","images":[{"url":"https://i/6"}]}]},
        "shows":{"items":[{"name":"Show","uri":"spotify:show:5","publisher":"House"}]},
        "playlists":{"items":[null,{"name":"List","uri":"spotify:playlist:4","owner":{"display_name":"Ann"},"images":null},null]},
        "artists":{"items":[{"name":"Band","uri":"spotify:artist:3","images":[{"url":"https://i/3","width":640}]}]},
        "albums":{"items":[{"name":"Album","uri":"spotify:album:2","artists":[{"name":"Band"}],"images":[{"url":"https://i/2","width":640}]}]},
        "tracks":{"items":[{"name":"Song","uri":"spotify:track:1","type":"track","artists":[{"name":"Band"},{"name":"Guest"}],
                            "album":{"images":[{"url":"https://i/1","width":640}]}}, {"name":"No uri"}, 7]}})");
    CHECK(results == std::vector<SearchResult>{
                         {"track", "Song", "spotify:track:1", "Band, Guest", "https://i/1"},
                         {"album", "Album", "spotify:album:2", "Band", "https://i/2"},
                         {"artist", "Band", "spotify:artist:3", std::nullopt, "https://i/3"},
                         {"playlist", "List", "spotify:playlist:4", "Ann", std::nullopt},
                         {"show", "Show", "spotify:show:5", "House", std::nullopt},
                         {"episode", "Talk", "spotify:episode:6", std::nullopt, "https://i/6"},
                         {"audiobook", "Book", "spotify:show:7", "W, V", std::nullopt},
                     });
}

TEST_CASE("search: nothing found, and odd pages") {
    for (const char* body :
         {"{}", R"({"tracks":{"items":[]}})", R"({"tracks":null,"albums":[],"shows":{"items":{}}})",
          R"({"playlists":{"items":[null,null]}})"}) {
        CAPTURE(body);
        CHECK(decode_search(body).empty());
    }
    const auto old =
        decode_search(R"({"tracks":{"tracks":[{"track":{"name":"N","uri":"spotify:track:1"}}]}})");
    REQUIRE(old.size() == 1);
    CHECK(old[0].uri == "spotify:track:1");
}

TEST_CASE("me: a name, or the id for want of one") {
    CHECK(decode_me(R"({"id":"ann","display_name":"Ann"})") == Me{"Ann", "ann"});
    for (const char* body : {R"({"id":"ann","display_name":null})", R"({"display_name":"","id":"ann"})",
                             R"({"id":"ann"})", R"({"id":"ann","display_name":7})"}) {
        CAPTURE(body);
        CHECK(decode_me(body) == Me{"ann", "ann"});
    }
    CHECK(decode_me(R"({"id":null,"display_name":"Ann"})") == Me{"Ann", std::nullopt});
    CHECK_THROWS_AS(decode_me("{}"), json::NotJson);
}

TEST_CASE("what is not a JSON object is an error for each of them") {
    for (const char* body :
         {"", "garbage", "[]", "7", "null", "{", "{\"a\":", "<html></html>", "\xff\xfe{}"}) {
        CAPTURE(body);
        CHECK_THROWS_AS(decode_devices(body), json::NotJson);
        CHECK_THROWS_AS(decode_queue(body), json::NotJson);
        CHECK_THROWS_AS(decode_playlists(body), json::NotJson);
        CHECK_THROWS_AS(decode_search(body), json::NotJson);
        CHECK_THROWS_AS(decode_me(body), json::NotJson);
    }
}
