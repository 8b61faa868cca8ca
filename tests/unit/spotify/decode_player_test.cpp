#include "api/decode_player.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace spotify;
using api::decode_player;
using player::Content;
using player::PlayerState;

namespace {

// Composed from the reference, section 4.
const std::string playing_track = R"({
  "device": {"id": "d1", "is_active": true, "is_private_session": false, "is_restricted": false, "name": "Wohnzimmer \u2019s",
             "supports_volume": true, "type": "Speaker", "volume_percent": 40},
  "shuffle_state": true, "smart_shuffle": false, "repeat_state": "context", "timestamp": 1764000000000,
  "context": {"type": "playlist", "href": null, "external_urls": {}, "uri": "spotify:playlist:p1"}, "progress_ms": 41000,
  "item": {"type": "track", "uri": "spotify:track:abc", "id": "abc", "name": "Sång", "duration_ms": 180000, "is_local": false,
           "explicit": false, "artists": [{"name": "First"}, {"name": "Second"}],
           "album": {"name": "Album", "images": [{"url": "https://i.scdn.co/image/640", "height": 640, "width": 640},
                                                 {"url": "https://i.scdn.co/image/300", "height": 300, "width": 300}]},
           "external_urls": {"spotify": "https://open.spotify.com/track/abc"}},
  "currently_playing_type": "track", "actions": {"disallows": {"resuming": true}}, "is_playing": true})";

std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("a track, whole") {
    const auto state = decode_player(playing_track);
    PlayerState expected;
    expected.item.own().content = Content::track;
    expected.is_playing = true;
    expected.item.own().uri = "spotify:track:abc";
    expected.item.own().name = "Sång";
    expected.item.own().artists = {"First", "Second"};
    expected.item.own().album = "Album";
    expected.item.own().artwork_url = "https://i.scdn.co/image/640";
    expected.item.own().url = "https://open.spotify.com/track/abc";
    expected.item.own().duration_ms = 180'000;
    expected.progress_ms = 41'000;
    expected.shuffle = true;
    expected.repeat = "context";
    expected.item.own().is_explicit = false;
    expected.context.own().uri = "spotify:playlist:p1";
    expected.context.own().type = "playlist";
    expected.disallows.resuming = true;
    expected.device =
        player::Device{"d1", "Wohnzimmer \xE2\x80\x99s", "Speaker", false, 40, true, true, false};
    CHECK(state == expected);
}

TEST_CASE("a bad field costs that field and nothing else") {
    const auto whole = decode_player(playing_track);
    for (const char* bad :
         {"null", "\"x\"", "[]", "{}", "1e999", "123456789012345678901234567890", "-1", "true"}) {
        CAPTURE(bad);
        auto expected = whole;
        expected.item.own().duration_ms.reset();
        CHECK(decode_player(with(playing_track, "\"duration_ms\": 180000",
                                 std::string{"\"duration_ms\": "} + bad)) == expected);
        expected = whole;
        expected.device.own().volume_percent.reset();
        CHECK(decode_player(with(playing_track, "\"volume_percent\": 40",
                                 std::string{"\"volume_percent\": "} + bad)) == expected);
    }
    auto expected = whole;
    expected.item.own().name.reset();
    CHECK(decode_player(with(playing_track, "\"name\": \"Sång\"", "\"name\": 7")) == expected);
    expected = whole;
    expected.device.reset();
    const auto from = playing_track.find("{\"id\": \"d1\"");
    const auto device = playing_track.substr(from, playing_track.find('}', from) + 1 - from);
    CHECK(decode_player(with(playing_track, device, "null")) == expected);
    expected = whole;
    expected.item.own().artists = {"Second"};
    CHECK(decode_player(with(playing_track, "{\"name\": \"First\"}", "null")) == expected);
}

TEST_CASE("the same answer again gives the same constants, and another the ones that are the same in it") {
    const auto before = decode_player(playing_track);
    const auto again = decode_player(playing_track, api::PictureHosts::web, before);
    CHECK(again == before);
    CHECK(again.item.is_same(before.item));
    CHECK(again.context.is_same(before.context));
    CHECK(again.device.is_same(before.device));
    const auto louder = decode_player(with(playing_track, "\"volume_percent\": 40", "\"volume_percent\": 41"),
                                      api::PictureHosts::web, before);
    CHECK(louder.item.is_same(before.item));
    CHECK_FALSE(louder.device.is_same(before.device));
    CHECK(louder.device->volume_percent == 41);
    const auto other = decode_player(with(playing_track, "\"name\": \"Sång\"", "\"name\": \"Other\""),
                                     api::PictureHosts::web, before);
    CHECK(other.item->name == "Other");
    CHECK(before.item->name == "Sång");
    CHECK(other.device.is_same(before.device));
}

TEST_CASE("volume 0 is 0, null and absent are not known") {
    CHECK(decode_player(with(playing_track, "\"volume_percent\": 40", "\"volume_percent\": 0"))
              .device->volume_percent == 0);
    CHECK_FALSE(decode_player(with(playing_track, "\"volume_percent\": 40", "\"volume_percent\": null"))
                    .device->volume_percent);
    CHECK_FALSE(decode_player(with(playing_track, ", \"volume_percent\": 40", "")).device->volume_percent);
}

TEST_CASE("progress: null, missing, past the end") {
    CHECK_FALSE(
        decode_player(with(playing_track, "\"progress_ms\": 41000", "\"progress_ms\": null")).progress_ms);
    CHECK_FALSE(decode_player(with(playing_track, "\"progress_ms\": 41000,", "")).progress_ms);
    CHECK(decode_player(with(playing_track, "\"progress_ms\": 41000", "\"progress_ms\": 99999999"))
              .progress_ms == 180'000);
}

TEST_CASE("nothing playing in each of its forms") {
    const auto idle = decode_player(
        R"({"timestamp":0,"context":null,"progress_ms":0,"item":null,"currently_playing_type":"unknown","is_playing":false})");
    CHECK(idle == PlayerState{});
}

TEST_CASE("what is no player's state is unreadable, and a missing field is not known rather than false") {
    for (const char* text : {"", " \r\n", "{}", "[]", "null", "\"ok\"", R"({"items":[],"total":0})",
                             R"({"error":{"status":401,"message":"Access token missing"}})"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(decode_player(text), spotify::json::NotJson);
    }
    CHECK_FALSE(decode_player(R"({"device":{"id":"d","name":"Hall"}})").tells_playing);
    CHECK(decode_player(R"({"item":null,"is_playing":false})").tells_playing);
}

TEST_CASE("a private session shows nothing but that it is one") {
    PlayerState expected;
    expected.is_private = true;
    CHECK(decode_player(with(playing_track, "\"is_private_session\": false",
                             "\"is_private_session\": true")) == expected);
    CHECK(decode_player(
              R"({"is_private_session":true,"item":{"type":"track","name":"N"},"is_playing":true})") ==
          expected);
}

TEST_CASE("what is disallowed: present and true, wherever the flags stand") {
    const auto disallows = [](const std::string& actions) {
        return decode_player(R"({"item":{"type":"track"},"is_playing":true,"actions":)" + actions + "}")
            .disallows;
    };
    CHECK(disallows("{}") == player::Disallows{});
    CHECK(disallows("null") == player::Disallows{});
    CHECK(disallows("[true]") == player::Disallows{});
    CHECK(disallows(R"({"disallows":null})") == player::Disallows{});
    CHECK(disallows(R"({"disallows":{"pausing":false,"seeking":null,"skipping_next":"true","news":true}})") ==
          player::Disallows{});
    const std::pair<const char*, bool player::Disallows::*> flags[] = {
        {"interrupting_playback", &player::Disallows::interrupting},
        {"pausing", &player::Disallows::pausing},
        {"resuming", &player::Disallows::resuming},
        {"seeking", &player::Disallows::seeking},
        {"skipping_next", &player::Disallows::skipping_next},
        {"skipping_prev", &player::Disallows::skipping_prev},
        {"toggling_repeat_context", &player::Disallows::toggling_repeat_context},
        {"toggling_repeat_track", &player::Disallows::toggling_repeat_track},
        {"toggling_shuffle", &player::Disallows::toggling_shuffle},
        {"transferring_playback", &player::Disallows::transferring},
    };
    for (const auto& entry : flags) {
        const auto& [name, flag] = entry;
        CAPTURE(entry.first);
        player::Disallows expected;
        expected.*flag = true;
        CHECK(disallows(std::string{R"({"disallows":{")"} + name + R"(":true}})") == expected);
        CHECK(disallows(std::string{R"({")"} + name + R"(":true})") == expected);
    }
    player::Disallows both;
    both.pausing = both.seeking = true;
    CHECK(disallows(R"({"pausing":true,"disallows":{"seeking":true,"pausing":false}})") == both);
}

TEST_CASE("the context may be missing, nameless, old style, or of a new kind") {
    const auto state = [](const std::string& context) {
        return decode_player(R"({"item":{"type":"track"},"is_playing":true,"context":)" + context + "}");
    };
    CHECK_FALSE(state("null").context->uri);
    CHECK_FALSE(state("null").context->type);
    const auto old = state(R"({"type":"playlist","uri":"spotify:user:ann:playlist:p","href":"null"})");
    CHECK(old.context->uri == "spotify:user:ann:playlist:p");
    CHECK(state(R"({"type":"mixtape","uri":"spotify:mixtape:m"})").context->type == "mixtape");
    CHECK_FALSE(state(R"({"type":"","uri":""})").context->uri);
    CHECK_FALSE(state(R"({"type":"","uri":""})").context->type);
}

TEST_CASE("a device tells whether it is active and takes volumes, or does not tell") {
    const auto inactive = decode_player(with(playing_track, "\"is_active\": true", "\"is_active\": false"));
    CHECK_FALSE(inactive.device->is_active);
    CHECK(decode_player(with(playing_track, "\"supports_volume\": true", "\"supports_volume\": false"))
              .device->supports_volume == false);
    CHECK_FALSE(decode_player(with(playing_track, "\"supports_volume\": true, ", ""))
                    .device->supports_volume.has_value());
    const auto restricted = decode_player(with(playing_track, R"("id": "d1")", R"("id": null)"));
    REQUIRE(restricted.device);
    CHECK_FALSE(restricted.device->id);
}

TEST_CASE("explicit is yes, no, or not told") {
    CHECK(decode_player(with(playing_track, "\"explicit\": false", "\"explicit\": true")).item->is_explicit ==
          true);
    CHECK_FALSE(
        decode_player(with(playing_track, "\"explicit\": false", "\"explicit\": null")).item->is_explicit);
}

TEST_CASE("a time that no item has is not known, and is far from overflow") {
    for (const char* bad : {"9223372036854775807", "1000000000001", "9e14"}) {
        CAPTURE(bad);
        const auto state = decode_player(std::string{R"({"item":{"type":"track","duration_ms":)"} + bad +
                                         R"(},"is_playing":true,"progress_ms":)" + bad + "}");
        CHECK_FALSE(state.item->duration_ms);
        CHECK_FALSE(state.progress_ms);
    }
}

TEST_CASE("an audiobook comes as an episode of a show that is the book") {
    const auto state = decode_player(
        R"({"progress_ms":1,"item":{"type":"episode","uri":"spotify:episode:c","name":"Chapter 1","duration_ms":9000,"release_date":"0000",)"
        R"("language":"","languages":[""],"images":[],"resume_point":{"resume_position_ms":-1000},)"
        R"("show":{"name":"The Book","publisher":"Author","total_episodes":null,"is_externally_hosted":null,)"
        R"("images":[{"url":"https://i.scdn.co/image/b","height":null,"width":null}]}},"currently_playing_type":"episode","is_playing":true})");
    CHECK(state.item->content == Content::episode);
    CHECK(state.item->artists == std::vector<std::string>{"Author"});
    CHECK(state.item->album == "The Book");
    CHECK(state.item->artwork_url == "https://i.scdn.co/image/b");
}

TEST_CASE("an episode that lost its type is known by its show; one in a track's clothes stays an episode") {
    CHECK(decode_player(R"({"item":{"name":"E","show":{"name":"S"}},"is_playing":true})").item->content ==
          Content::episode);
    const auto dressed = decode_player(
        R"({"item":{"type":"episode","name":"E","artists":[{"name":null}],"album":{"name":"S","release_date":null,)"
        R"("images":[{"url":"https://i.scdn.co/image/a","width":640}]}},"is_playing":true})");
    CHECK(dressed.item->content == Content::episode);
    CHECK(dressed.item->artists.empty());
    CHECK(dressed.item->album == "S");
    CHECK(dressed.item->artwork_url == "https://i.scdn.co/image/a");
}

TEST_CASE("a removed episode: every field null, and addresses that end in null") {
    const auto state = decode_player(
        R"({"item":{"type":"episode","uri":"spotify:episode:null","name":null,"duration_ms":null,"images":null,"explicit":null,)"
        R"("external_urls":{"spotify":"https://open.spotify.com/episode/null"},"show":null},"is_playing":true})");
    PlayerState expected;
    expected.item.own().content = Content::episode;
    expected.is_playing = true;
    CHECK(state == expected);
}

TEST_CASE("two local files in a row, without ids and addresses, are two items") {
    const auto local = [](const std::string& name, const std::string& duration) {
        return decode_player(
            R"({"progress_ms":1,"item":{"type":"track","id":null,"uri":null,"is_local":true,"name":")" +
            name + R"(","duration_ms":)" + duration + R"(,"artists":[]},"is_playing":true})");
    };
    const auto first = local("One", "1000");
    CHECK(first.item->content == Content::local);
    CHECK_FALSE(first.item->uri);
    CHECK_FALSE(player::is_same_item(first, 1, local("Two", "1000")));
    CHECK_FALSE(player::is_same_item(first, 1, local("One", "2000")));
    CHECK_FALSE(player::is_same_item(local("", "1000"), 1, local("", "2000"))); // without tags
    CHECK(player::is_same_item(first, 1, local("One", "1000")));
}

TEST_CASE("an advert plays, without an item") {
    const auto state = decode_player(
        R"({"device":{"name":"Phone","type":"Smartphone","volume_percent":100,"supports_volume":false},"progress_ms":4100,"item":null,)"
        R"("currently_playing_type":"ad","is_playing":true})");
    CHECK(state.item->content == Content::advert);
    CHECK(state.is_playing);
    CHECK_FALSE(state.item->name);
    CHECK(state.progress_ms == 4100);
}

TEST_CASE("an episode has its show as album, its publisher as artist and its own picture") {
    const auto state = decode_player(
        R"({"progress_ms":1,"item":{"type":"episode","uri":"spotify:episode:e","name":"Talk","duration_ms":9000,)"
        R"("images":[{"url":"https://i.scdn.co/image/e","height":360,"width":640}],)"
        R"("show":{"name":"The Show","publisher":"House","images":[{"url":"https://i.scdn.co/image/s"}]}},)"
        R"("currently_playing_type":"episode","is_playing":true})");
    CHECK(state.item->content == Content::episode);
    CHECK(state.item->artists == std::vector<std::string>{"House"});
    CHECK(state.item->album == "The Show");
    CHECK(state.item->artwork_url == "https://i.scdn.co/image/e");
}

TEST_CASE("an episode whose publisher is not told is the show's own, and one without a show has neither") {
    const auto episode = [](const std::string& show) {
        return decode_player(R"({"item":{"type":"episode","name":"Talk","show":)" + show +
                             R"(},"is_playing":true})");
    };
    for (const char* publisher : {"", R"(,"publisher":"")", R"(,"publisher":null)", R"(,"publisher":7)"}) {
        CAPTURE(publisher);
        const auto state = episode(R"({"name":"The Show")" + std::string{publisher} + "}");
        CHECK(state.item->artists == std::vector<std::string>{"The Show"});
        CHECK(state.item->album == "The Show");
    }
    CHECK(episode(R"({"name":null,"publisher":"House"})").item->artists == std::vector<std::string>{"House"});
    CHECK_FALSE(episode(R"({"name":null,"publisher":"House"})").item->album);
    CHECK(episode("null").item->artists.empty());
    CHECK_FALSE(episode("null").item->album);
}

TEST_CASE("a local file: empty tags are not known") {
    const auto state = decode_player(
        R"({"progress_ms":1,"item":{"type":"track","id":null,"uri":"spotify:local:::Name:180","is_local":true,"name":"Name",)"
        R"("duration_ms":180000,"artists":[{"name":"","id":null}],"album":{"name":"","images":[]},"external_urls":{}},"is_playing":true})");
    CHECK(state.item->content == Content::local);
    CHECK(state.item->name == "Name");
    CHECK(state.item->artists.empty());
    CHECK_FALSE(state.item->album);
    CHECK_FALSE(state.item->artwork_url);
    CHECK_FALSE(state.item->url);
}

TEST_CASE("artwork is chosen by size, whatever the order, and is https or nothing") {
    const auto artwork = [](const std::string& images) {
        return decode_player(R"({"item":{"type":"track","name":"x","album":{"images":)" + images +
                             R"(}},"is_playing":true})")
            .item->artwork_url;
    };
    CHECK(
        artwork(
            R"([{"url":"https://a","width":64},{"url":"https://b","width":640},{"url":"https://c","width":1000}])") ==
        "https://b");
    CHECK(
        artwork(
            R"([{"url":"https://c","width":1000},{"url":"https://b","width":640},{"url":"https://a","width":64}])") ==
        "https://b");
    CHECK(artwork(R"([{"url":"https://a","width":64},{"url":"https://b","width":300}])") == "https://b");
    CHECK(artwork(R"([{"url":"https://a","width":null,"height":null}])") == "https://a");
    CHECK_FALSE(
        artwork(R"j([{"url":"http://a","width":640},{"url":"javascript:alert(1)","width":640},null,7])j"));
    CHECK_FALSE(artwork("null"));
    CHECK_FALSE(artwork("[]"));
}

TEST_CASE("artwork from this machine is for a simulator on it alone") {
    using enum api::PictureHosts;
    const auto artwork = [](std::string_view url, api::PictureHosts hosts) {
        return decode_player(R"({"item":{"type":"track","name":"x","album":{"images":[{"url":")" +
                                 std::string{url} + R"("}]}},"is_playing":true})",
                             hosts)
            .item->artwork_url;
    };
    constexpr std::string_view cover = "http://127.0.0.1:8081/image/x";
    CHECK(artwork(cover, web_and_loopback) == cover);
    CHECK(artwork("https://i.scdn.co/x", web_and_loopback) == "https://i.scdn.co/x");
    CHECK_FALSE(artwork(cover, web));
    for (const auto* elsewhere :
         {"http://127.0.0.1.example/x", "http://localhost:8081/x", "http://a", "http://127.0.0.1@a/x"}) {
        CHECK_FALSE(artwork(elsewhere, web_and_loopback));
    }
}

TEST_CASE("unknown kinds pass through") {
    CHECK(decode_player(R"({"item":null,"currently_playing_type":"hologram","is_playing":true})")
              .item->content == Content::unknown);
    CHECK(decode_player(R"({"item":{"type":"hologram","name":"x"},"is_playing":true})").item->content ==
          Content::unknown);
    CHECK(decode_player(R"({"repeat_state":"thrice","is_playing":true})").repeat == "thrice");
}

TEST_CASE("the order of the fields does not matter, nor do strange ones") {
    const auto state = decode_player(
        R"({"is_playing":true,"new":{"deep":[[[1,2,{"x":null}]]]},"item":{"album":{"images":[],"name":"A"},"name":"N","type":"track"},)"
        R"("progress_ms":5,"device":{"name":"D"}})");
    CHECK(state.item->name == "N");
    CHECK(state.item->album == "A");
    CHECK(state.device->name == "D");
    CHECK(state.progress_ms == 5);
}

TEST_CASE("what is not a JSON object is an error, not a state") {
    for (const char* body :
         {"garbage", "[]", "\"text\"", "7", "null", "{", "{\"a\":", "<html></html>", "\xff\xfe{}"}) {
        CAPTURE(body);
        CHECK_THROWS_AS(decode_player(body), json::NotJson);
    }
}
