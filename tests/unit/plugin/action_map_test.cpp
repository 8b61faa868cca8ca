// Parameters of actions as people bring them.
#include "action_map.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace plugin;
namespace player = spotify::player;
using manifest::Action;

namespace {

const std::vector<Preset> presets{
    {"Morning", *player::parse_spotify_uri("spotify:playlist:a"), {}, false, {}},
    {"Anna’s Mix", *player::parse_spotify_uri("spotify:playlist:b"), {}, false, {}}};

Request requested(Action action, const char* name, const std::string& value) {
    return request_of(action, {{name, value}}, presets);
}

template <typename What>
What wished(Action action, const char* name, const std::string& value) {
    return std::get<What>(std::get<player::Wish>(requested(action, name, value)));
}

struct Refused {
    dp::Status status = dp::Status::ok;
    std::string sentence;
};

Refused refusal(Action action, const char* name, const std::string& value) {
    try {
        requested(action, name, value);
    } catch (const ParameterError& problem) {
        return {problem.status(), problem.what()};
    }
    return {};
}

const std::string id = "4PTG3Z6ehGkBFwjybzWkR8";

} // namespace

TEST_CASE("what nobody sees around a text does not count") {
    CHECK(wished<player::Transfer>(Action::transfer, "device_name", " Echo\r\n").device_name == "Echo");
    CHECK(wished<player::Transfer>(Action::transfer, "device_name", "Echo\xE2\x80\x8B").device_name ==
          "Echo");
    CHECK(std::get<Search>(requested(Action::search, "query", "\tblue moon ")).query == "blue moon");
    const auto preset = std::get<spotify::player::Wish>(requested(Action::play_preset, "name", " Morning "));
    CHECK(std::get<spotify::player::PlayPreset>(preset).uri.id == "a");
    CHECK(wished<player::SetRepeat>(Action::set_repeat, "repeat", "track\n").mode == "track");
    CHECK(wished<player::PlayUri>(Action::play_uri, "uri", "“open.spotify.com/track/" + id + "/”").uri.id ==
          id);
    CHECK(wished<player::Enqueue>(Action::queue_uri, "uri", "spotify:track:" + id + "?si=1").uri.id == id);
}

TEST_CASE("a text of blanks is none, and characters are counted and not bytes") {
    for (const auto& [action, name] : {std::pair{Action::search, "query"},
                                       {Action::transfer, "device_name"},
                                       {Action::play_preset, "name"},
                                       {Action::play_uri, "uri"}}) {
        for (const char* blank : {"", " ", "\t\n", "\xC2\xA0", "\xEF\xBB\xBF"}) {
            const auto& this_name = name;
            CAPTURE(this_name);
            const auto refused = refusal(action, name, blank);
            CHECK(refused.status == dp::Status::out_of_range);
            CHECK(refused.sentence.find(name) != std::string::npos);
        }
    }
    std::string umlauts;
    for (int i = 0; i < 256; ++i) {
        umlauts += "ü";
    }
    CHECK(std::get<Search>(requested(Action::search, "query", umlauts)).query == umlauts);
    CHECK(refusal(Action::search, "query", umlauts + "ü").status == dp::Status::out_of_range);
}

TEST_CASE("what is no UTF-8 is refused at once, and does not come back in the sentence") {
    for (const auto& [action, name] : {std::pair{Action::transfer, "device_name"},
                                       {Action::play_preset, "name"},
                                       {Action::search, "query"}}) {
        const auto refused = refusal(action, name, "Echo\xFF");
        CHECK(refused.status == dp::Status::bad_argument);
        CHECK(refused.sentence.find("in UTF-8 is expected") != std::string::npos);
        CHECK(refused.sentence.find('\xFF') == std::string::npos);
    }
    const auto surplus = refusal(Action::pause, "\xC3(", "x");
    CHECK(surplus.status == dp::Status::bad_argument);
    CHECK(surplus.sentence == "pause: a name like that is no parameter of it");
}

TEST_CASE("a link that cannot be played says why") {
    const auto said = [](Action action, const std::string& uri) {
        const auto refused = refusal(action, "uri", uri);
        CHECK(refused.status == dp::Status::bad_argument);
        return refused.sentence;
    };
    CHECK(said(Action::play_uri, "https://spotify.link/AbC123") ==
          "play_uri/uri: only a browser knows where a short link leads: open it there first, then copy the "
          "address "
          "of the page");
    CHECK(said(Action::play_uri, "https://example.com/x") ==
          "play_uri/uri: a Spotify URI or link of a track, episode, album, playlist, artist or show is "
          "expected");
    CHECK(said(Action::play_uri, "https://open.spotify.com/user/me") ==
          "play_uri/uri: a Spotify URI or link of a track, episode, album, playlist, artist or show is "
          "expected; this "
          "is one of a user");
    CHECK(
        said(Action::queue_uri, "spotify:album:a") ==
        "queue_uri/uri: a Spotify URI or link of a track or an episode is expected; this is one of an album");
}

TEST_CASE("a preset that is not there: the nearest one is named, and not played") {
    const auto said = [](const char* name) { return refusal(Action::play_preset, "name", name).sentence; };
    CHECK(said("Mornign") ==
          R"(play_preset/name: this device's config has no preset "Mornign"; did you mean "Morning"?)");
    CHECK(said("anna's mix") ==
          R"(play_preset/name: this device's config has no preset "anna's mix"; did you mean "Anna’s Mix"?)");
    CHECK(said("Evening") == R"(play_preset/name: this device's config has no preset "Evening")");
}
