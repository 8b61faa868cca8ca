// What is sent for one wish, and how often: nothing that may have been done is done twice, and no look-up is made
// without end.
#include "speaker.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace account_tests;
using spotify::net::Failure;
using spotify::net::NetError;
namespace player = spotify::player;

namespace {

const std::string devices = "/me/player/devices";
const spotify::Membership of_echo{player::Attention::background, "Echo", 100};

// The first so many look-ups of the devices are answered so.
auto refuses_look_ups(int& look_ups, int times, const Answer& refusal) {
    return [&look_ups, times, refusal](const Request& request, Millis) {
        return request.target == devices && ++look_ups <= times ? std::optional{refusal} : std::nullopt;
    };
}

} // namespace

TEST_CASE("a skip or a queued track that a waking device took is not sent again") {
    const std::vector<std::pair<player::Wish, std::string>> steps{
        {player::Next{}, "/me/player/next"},
        {player::Previous{}, "/me/player/previous"},
        {player::Enqueue{player::parse_spotify_uri("spotify:track:4cOdK2wGLETKBW3PvgPWqT").value()},
         "/me/player/queue"}};
    for (const auto& [wish, path] : steps) {
        const auto& this_path = path;
        CAPTURE(this_path);
        Speaker speaker;
        speaker.before = [](const Request& request, Millis) {
            return is_command(request) ? std::optional{Answer{response(202)}} : std::nullopt;
        };
        Timeline timeline(std::ref(speaker));
        timeline.pass(20s);
        const auto id = timeline.submit(wish);
        timeline.pass(30s);
        CHECK(timeline.sent("POST", path).size() == 1);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::ok);
    }
}

TEST_CASE("what a waking device took and refuses the second time is done, whatever waits behind it") {
    Speaker speaker;
    bool is_first = true;
    speaker.before = [&](const Request& request, Millis) -> std::optional<Answer> {
        if (!is_command(request) || !std::exchange(is_first, false)) {
            return std::nullopt;
        }
        speaker.state.is_playing = false; // and says so only to the second try
        return response(202);
    };
    Timeline timeline(std::ref(speaker));
    timeline.pass(20s);
    const auto pause = timeline.submit(player::Pause{});
    timeline.pass(500ms);
    const auto shuffle = timeline.submit(player::SetShuffle{true});
    const auto volume = timeline.submit(player::SetVolume{60});
    timeline.pass(400ms);
    timeline.submit(player::SetVolume{61}); // too soon after the other: waits when the pause is sent again
    timeline.pass(10s);
    CHECK(timeline.sent("PUT", "/me/player/pause").size() == 2);
    REQUIRE(timeline.outcome(pause));
    CHECK(timeline.outcome(pause)->result == Result::ok);
    CHECK(timeline.outcome(shuffle)->result == Result::ok);
    CHECK(timeline.outcome(volume)->result == Result::ok);
    CHECK(undone(timeline).empty());
}

TEST_CASE("a look-up that is refused is made once more, and then the wish fails") {
    const std::vector<Answer> refusals{response(500, "<html></html>"), response(404),
                                       response(401, error(401, "Access token missing")),
                                       NetError(Failure::timeout, "no answer in time", true)};
    for (const auto& refusal : refusals) {
        Speaker speaker;
        int look_ups = 0;
        speaker.before = refuses_look_ups(look_ups, 1'000, refusal);
        Timeline timeline(std::ref(speaker), of_echo);
        timeline.pass(20s);
        look_ups = 0; // one was for the zone's name
        const auto id = timeline.submit(player::Play{}, 30s);
        timeline.pass(35s);
        CHECK(look_ups == 2);
        CHECK(timeline.sent("PUT", "/me/player/play").empty());
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result != Result::ok);
        CHECK(timeline.outcome(id)->result != Result::no_target); // of which nothing is known
    }
}

TEST_CASE("a skip whose look-up was refused in passing has not been done, and is done once") {
    const std::vector<Answer> refusals{response(500, "<html></html>"),
                                       NetError(Failure::timeout, "no answer in time", true)};
    for (const auto& refusal : refusals) {
        Speaker speaker;
        speaker.state.device = "Echo";
        int look_ups = 0;
        bool is_asleep = true;
        speaker.before = [&, look_up = refuses_look_ups(look_ups, 1, refusal)](
                             const Request& request, Millis at) -> std::optional<Answer> {
            return is_command(request) && std::exchange(is_asleep, false)
                       ? std::optional{Answer{response(404, error(404, "Device not found"))}}
                       : look_up(request, at);
        };
        Timeline timeline(std::ref(speaker), of_echo);
        timeline.pass(20s);
        const auto id = timeline.submit(player::Next{});
        timeline.pass(10s);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::ok);
        CHECK(timeline.sent("POST", "/me/player/next").size() == 2); // the first was not found
    }
}

TEST_CASE("a volume after a transfer is of the device that the music was moved to") {
    Speaker speaker;
    speaker.effect_lag = 1'500ms;
    Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
    timeline.pass(20s);
    const auto transfer = timeline.submit(player::Transfer{"Echo"});
    timeline.pass(200ms);
    const auto volume = timeline.submit(player::SetVolume{60});
    timeline.pass(4s);
    REQUIRE(timeline.outcome(transfer));
    CHECK(timeline.outcome(volume)->result == Result::ok);
    REQUIRE(speaker.state.device == "Echo");
    speaker.state.volume = 20; // another hand, after it has shown
    timeline.pass(30s);
    CHECK(timeline.sent("PUT", "/me/player/volume").size() == 1);
    CHECK(timeline.view().player.device->volume_percent == 20);
}

TEST_CASE("a volume that a device ignores after a transfer to it is sent once more, and told") {
    Speaker speaker;
    speaker.before = [](const Request& request, Millis) {
        return request.target.starts_with("/me/player/volume") ? std::optional{Answer{response(204)}}
                                                               : std::nullopt;
    };
    speaker.effect_lag = 1'500ms;
    Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
    timeline.pass(20s);
    timeline.submit(player::Transfer{"Echo"});
    timeline.pass(200ms);
    const auto volume = timeline.submit(player::SetVolume{60});
    timeline.pass(30s);
    CHECK(timeline.sent("PUT", "/me/player/volume").size() == 2);
    REQUIRE(undone(timeline).size() == 1);
    CHECK(undone(timeline)[0].id == volume);
}

TEST_CASE("a position that was asked for is not laid over the next item") {
    Speaker speaker;
    Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
    timeline.pass(20s);
    timeline.submit(player::Seek{90'000});
    timeline.pass(100ms);
    CHECK(timeline.view().player.progress_ms == 90'000);
    speaker.state.name = "Two";
    timeline.pass(1'500ms);
    CHECK(timeline.view().player.item->name == "Two");
    CHECK(timeline.view().player.progress_ms < 30'000);
}
