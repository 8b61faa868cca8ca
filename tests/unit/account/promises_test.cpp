// What Spotify took is a promise: it shows, or it is sent once more where that is safe, or it is taken back and told.
// And what was refused in passing is asked again within the command's own time limit.
#include "speaker.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace account_tests;
using spotify::CommandUndone;
namespace player = spotify::player;

namespace {

struct Case {
    std::string name;
    player::Wish wish;
    std::string method;
    std::string path;
    bool may_be_repeated;
};
const std::vector<Case> cases{
    {"pause", player::Pause{}, "PUT", "/me/player/pause", true},
    {"volume", player::SetVolume{60}, "PUT", "/me/player/volume", true},
    {"seek", player::Seek{90'000}, "PUT", "/me/player/seek", true},
    {"shuffle", player::SetShuffle{true}, "PUT", "/me/player/shuffle", true},
    {"repeat", player::SetRepeat{"context"}, "PUT", "/me/player/repeat", true},
    {"transfer", player::Transfer{"Echo"}, "PUT", "/me/player", true},
    {"next", player::Next{}, "POST", "/me/player/next", false},
};

} // namespace

TEST_CASE("what Spotify takes and does not do is sent once more where that is safe, and told") {
    for (const auto& [name, wish, method, path, may_be_repeated] : cases) {
        const auto& this_name = name;
        CAPTURE(this_name);
        Speaker speaker;
        speaker.state.progress_ms = 60'000;
        speaker.before = [](const Request& request, Millis) {
            return is_command(request) ? std::optional{Answer{response(204)}} : std::nullopt;
        };
        Timeline timeline(speaker);
        timeline.pass(20s);
        const auto id = timeline.submit(wish);
        timeline.pass(2s);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::ok);
        CHECK(undone(timeline).empty());
        timeline.pass(20s);
        CHECK(timeline.sent(method, path).size() == (may_be_repeated ? 2 : 1));
        REQUIRE(undone(timeline).size() == 1);
        CHECK(undone(timeline)[0].id == id);
        CHECK(undone(timeline)[0].outcome.result == Result::remote);
        const auto told = std::ranges::find_if(timeline.events(), [](const auto& one) {
            return std::holds_alternative<CommandUndone>(one.event);
        });
        CHECK(told->at <= 20s + 8s + 1'500ms); // two settling times and a poll
        CHECK(timeline.view().player.is_playing);
        CHECK(timeline.view().player.device->volume_percent == 30);
        CHECK(timeline.view().player.device->name == "Hall");
    }
}

TEST_CASE("a second try that shows is no news") {
    Speaker speaker;
    int commands = 0;
    speaker.before = [&](const Request& request, Millis) {
        return is_command(request) && ++commands == 1 ? std::optional{Answer{response(204)}} : std::nullopt;
    };
    Timeline timeline(std::ref(speaker));
    timeline.pass(20s);
    timeline.submit(player::Pause{});
    timeline.pass(30s);
    CHECK(timeline.sent("PUT", "/me/player/pause").size() == 2);
    CHECK(undone(timeline).empty());
    CHECK(timeline.count<spotify::PlaybackStopped>() == 1);
    CHECK(timeline.count<spotify::PlaybackStarted>() == 0); // no flap between
    CHECK_FALSE(timeline.view().player.is_playing);
}

TEST_CASE("what has shown once is kept: another hand's change after it is not fought") {
    Speaker speaker;
    Timeline timeline(std::ref(speaker));
    timeline.pass(20s);
    timeline.submit(player::SetVolume{60});
    timeline.pass(2s);
    speaker.state.volume = 20;
    timeline.pass(30s);
    CHECK(timeline.sent("PUT", "/me/player/volume").size() == 1);
    CHECK(undone(timeline).empty());
    CHECK(timeline.view().player.device->volume_percent == 20);
}

TEST_CASE("a speaker's own step for a volume counts as done, and is what is shown") {
    Speaker speaker;
    speaker.before = [&](const Request& request, Millis) -> std::optional<Answer> {
        if (!is_command(request)) {
            return std::nullopt;
        }
        speaker.state.volume = 62;
        return response(204);
    };
    Timeline timeline(std::ref(speaker));
    timeline.pass(20s);
    timeline.submit(player::SetVolume{60});
    timeline.pass(2s);
    CHECK(timeline.view().player.device->volume_percent == 60); // reads may be of before
    timeline.pass(6s);
    CHECK(timeline.view().player.device->volume_percent == 62);
    timeline.pass(30s);
    CHECK(timeline.sent("PUT", "/me/player/volume").size() == 1);
    CHECK(undone(timeline).empty());
}

TEST_CASE("a refusal is judged by what was promised then: after pause, play at once ends playing") {
    for (const auto lag : {0ms, 300ms, 1'000ms, 1'500ms}) {
        CAPTURE(lag.count());
        Speaker speaker;
        speaker.effect_lag = lag;
        Timeline timeline(std::ref(speaker));
        timeline.pass(20s);
        timeline.submit(player::Pause{});
        timeline.pass(100ms);
        const auto play = timeline.submit(player::Play{});
        timeline.pass(30s);
        REQUIRE(timeline.outcome(play));
        CHECK(timeline.outcome(play)->result == Result::ok);
        CHECK(speaker.state.is_playing);
        CHECK(timeline.view().player.is_playing);
        CHECK(undone(timeline).empty());
    }
}

TEST_CASE("one refusal that may be passing is asked again after a second, and done") {
    const std::vector<std::pair<std::string, Answer>> refusals{
        {"401", response(401, error(401, "Access token missing"))},
        {"403 premium", response(403, error(403, "Premium required", "PREMIUM_REQUIRED"))},
        {"403 HTML", response(403, "<html></html>")},
        {"500", response(500, "<html></html>")},
        {"302", response(302, "")},
    };
    for (const auto& [name, refusal] : refusals) {
        for (const auto& one : cases) {
            if (!one.may_be_repeated && (name == "500" || name == "302" || name == "403 HTML")) {
                continue; // it may have been done
            }
            const auto& this_name = name;
            CAPTURE(this_name);
            CAPTURE(one.name);
            Speaker speaker;
            int commands = 0;
            speaker.before = [&, odd = refusal](const Request& request, Millis) {
                return is_command(request) && ++commands == 1 ? std::optional{odd} : std::nullopt;
            };
            Timeline timeline(std::ref(speaker));
            timeline.pass(20s);
            const auto id = timeline.submit(one.wish);
            timeline.pass(3s);
            REQUIRE(timeline.outcome(id));
            CHECK(timeline.outcome(id)->result == Result::ok);
            CHECK(timeline.sent(one.method, one.path).size() == 2);
            CHECK(timeline.sent(one.method, one.path)[1] - timeline.sent(one.method, one.path)[0] >= 1s);
            CHECK(timeline.statuses() == std::vector{Status::connecting, Status::online});
        }
    }
}

TEST_CASE("a command in a window of 401s is done within its time limit, and no sign-in is asked for") {
    for (const auto window : {1s, 3s, 8s}) {
        CAPTURE(window.count());
        Speaker speaker;
        speaker.before = [&](const Request&, Millis at) {
            return at >= 20s && at < 20s + window
                       ? std::optional{Answer{response(401, error(401, "Access token missing"))}}
                       : std::nullopt;
        };
        Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
        timeline.pass(20'100ms);
        const auto id = timeline.submit(player::Pause{});
        timeline.pass(40s);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::ok);
        CHECK(timeline.sent("PUT", "/me/player/pause").size() <= 3);
        for (const auto status : timeline.statuses()) {
            CHECK(status != Status::sign_in_needed);
        }
        CHECK(timeline.view().status.status == Status::online);
        CHECK_FALSE(speaker.state.is_playing);
    }
}

TEST_CASE("what is refused for good is said within the limit, and sent three times at most") {
    Speaker speaker;
    speaker.before = [](const Request& request, Millis) {
        return is_command(request)
                   ? std::optional{Answer{response(403, error(403, "Premium required", "PREMIUM_REQUIRED"))}}
                   : std::nullopt;
    };
    Timeline timeline(speaker);
    timeline.pass(20s);
    const auto id = timeline.submit(player::Pause{});
    timeline.pass(10s);
    REQUIRE(timeline.outcome(id));
    CHECK(timeline.outcome(id)->result == Result::forbidden);
    CHECK(timeline.sent("PUT", "/me/player/pause").size() == 3);
    CHECK(timeline.view().player.is_playing);
}

TEST_CASE("a device that is waking is asked again: 202 twice, then 204") {
    Speaker speaker;
    speaker.state.is_playing = false;
    int commands = 0;
    speaker.before = [&](const Request& request, Millis) {
        return is_command(request) && ++commands <= 2 ? std::optional{Answer{response(202)}} : std::nullopt;
    };
    Timeline timeline(std::ref(speaker));
    timeline.pass(20s);
    const auto id = timeline.submit(player::Play{});
    timeline.pass(20s);
    REQUIRE(timeline.outcome(id));
    CHECK(timeline.outcome(id)->result == Result::ok);
    CHECK(commands == 3);
    CHECK(speaker.state.is_playing);
}

TEST_CASE("a device that sleeps is looked up and asked again when it is not found at once") {
    for (const int times : {1, 2}) {
        CAPTURE(times);
        Speaker speaker;
        int commands = 0;
        speaker.before = [&](const Request& request, Millis) {
            return is_command(request) && ++commands <= times
                       ? std::optional{Answer{response(404, error(404, "Device not found"))}}
                       : std::nullopt;
        };
        Timeline timeline(std::ref(speaker), {player::Attention::background, "Echo", 100});
        timeline.pass(20s);
        const auto before = timeline.sent("GET", "/me/player/devices").size();
        const auto id = timeline.submit(player::Play{});
        timeline.pass(10s);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::ok);
        CHECK(commands == times + 1);
        CHECK(timeline.sent("GET", "/me/player/devices").size() <= before + 2);
        CHECK(speaker.state.device == "Echo");
    }
}

TEST_CASE("a preset with its shuffling is one command, and the shuffling comes after what may undo it") {
    const auto uri = player::parse_spotify_uri("spotify:playlist:37i9dQZF1DXcBWIGoYBM5M");
    REQUIRE(uri);
    for (const auto* zone : {"", "Echo"}) {
        for (const auto lag : {0ms, 1'000ms}) {
            CAPTURE(zone);
            CAPTURE(lag.count());
            Speaker speaker;
            speaker.effect_lag = lag;
            Timeline timeline(std::ref(speaker), {player::Attention::background, zone, 100});
            timeline.pass(20s);
            const auto id = timeline.submit(player::PlayPreset{*uri, false, true});
            timeline.pass(300ms);
            CHECK_FALSE(timeline.outcome(id)); // the shuffling is a part of it
            timeline.pass(20s);
            REQUIRE(timeline.outcome(id));
            CHECK(timeline.outcome(id)->result == Result::ok);
            CHECK(speaker.state.shuffle);
            CHECK(speaker.state.context == uri->text);
            CHECK(undone(timeline).empty());
        }
    }
}

TEST_CASE("a preset whose shuffling is refused says which part failed") {
    const auto uri = player::parse_spotify_uri("spotify:playlist:37i9dQZF1DXcBWIGoYBM5M");
    Speaker speaker;
    speaker.before = [](const Request& request, Millis) {
        return request.target.starts_with("/me/player/shuffle")
                   ? std::optional{Answer{response(403, error(403, "No", "REMOTE_CONTROL_DISALLOW"))}}
                   : std::nullopt;
    };
    Timeline timeline(std::ref(speaker));
    timeline.pass(20s);
    const auto id = timeline.submit(player::PlayPreset{*uri, false, true});
    timeline.pass(10s);
    REQUIRE(timeline.outcome(id));
    CHECK(timeline.outcome(id)->result == Result::forbidden);
    CHECK(timeline.outcome(id)->text.find("not all of it") != std::string::npos);
    CHECK(speaker.state.context == uri->text);
}
