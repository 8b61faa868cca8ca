// The account's own hand on the volume, wishes that are relative to it, and what is remembered of it.
#include "account/volume_memories.hpp"
#include "timeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

using namespace account_tests;
using spotify::CommandUndone;
using spotify::account::FadeAsked;
using spotify::account::Memory;
using spotify::account::Remember;
using spotify::account::VolumeMemories;
namespace player = spotify::player;

namespace {

// A speaker with steps of its own for the volume; one that sets nothing where `is_deaf`.
struct Speaker {
    PlayerText state;
    int step = 1;
    bool is_deaf = false;
    std::optional<int> refuses = std::nullopt; // with that status

    Answer operator()(const Request& request, Millis at) {
        if (request.method == "GET") {
            auto shown = state;
            shown.progress_ms += static_cast<int>(at.count());
            return request.target.starts_with("/me/player?") ? response(200, shown.text()) : response(404);
        }
        if (refuses) {
            return response(*refuses, error(*refuses, "No", "VOLUME_CONTROL_DISALLOW"));
        }
        if (request.target.starts_with("/me/player/volume") && !is_deaf) {
            const auto wanted = std::stoi(request.target.substr(request.target.find('=') + 1));
            state.volume = (wanted + step - 1) / step * step;
        } else if (request.target.starts_with("/me/player/pause")) {
            state.is_playing = false;
        }
        return response(204);
    }
};

const std::string volume = "/me/player/volume";
const spotify::Membership at_most_60{player::Attention::looking, "", 60};

spotify::account::CommandId fade(Timeline& timeline, int to, Millis duration) {
    static spotify::account::CommandId id = 1'000;
    timeline.take(FadeAsked{
        {.id = ++id, .owner = 1, .deadline = timeline.moment().now + duration + 10s}, to, duration});
    return id;
}

} // namespace

TEST_CASE(
    "a ceiling on a speaker with steps of its own is tried, and then left alone until the volume changes") {
    Speaker speaker{.state = {.volume = 95}, .step = 31};
    Timeline timeline(std::ref(speaker), at_most_60);
    timeline.pass(300s);
    CHECK(timeline.sent("PUT", volume).size() == 2); // 95, and once more at 62
    CHECK(timeline.view().player.device->volume_percent == 62);
    CHECK(timeline.count<CommandUndone>() == 0);
    speaker.state.volume = 90;
    timeline.pass(60s);
    CHECK(timeline.sent("PUT", volume).size() <= 4);
    CHECK(timeline.view().player.device->volume_percent == 62);
}

TEST_CASE("a ceiling that a device does not keep is told after two tries, once") {
    Speaker speaker{.state = {.volume = 95}, .is_deaf = true};
    Timeline timeline(std::ref(speaker), at_most_60);
    timeline.pass(300s);
    CHECK(timeline.sent("PUT", volume).size() == 2);
    CHECK(timeline.count<CommandUndone>() == 1);
    CHECK(timeline.view().player.device->volume_percent == 95);
}

TEST_CASE("a ceiling that was refused once is kept again after a while") {
    Speaker speaker{.state = {.volume = 95}, .refuses = 403};
    Timeline timeline(std::ref(speaker), at_most_60);
    timeline.pass(20s);
    CHECK(timeline.sent("PUT", volume).size() == 1);
    speaker.refuses.reset();
    timeline.pass(60s);
    CHECK(timeline.view().player.device->volume_percent == 60);
}

TEST_CASE("a fade belongs to the one that began it") {
    struct Hand {
        std::string name;
        std::function<void(PlayerText&)> does;
    };
    for (const auto& [name, does] :
         {Hand{"another volume", [](PlayerText& state) { state.volume = 95; }},
          Hand{"a pause", [](PlayerText& state) { state.is_playing = false; }},
          Hand{"another device", [](PlayerText& state) { state.device = "Echo"; }}}) {
        const auto& this_name = name;
        CAPTURE(this_name);
        Speaker speaker{.state = {.volume = 80}};
        Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
        timeline.pass(20s);
        const auto id = fade(timeline, 0, 30s);
        timeline.pass(15'400ms);
        const auto sent = timeline.sent("PUT", volume).size();
        CHECK(sent >= 10);
        does(speaker.state);
        timeline.pass(8s);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::canceled);
        const auto last = timeline.sent("PUT", volume).size();
        timeline.pass(30s);
        CHECK(timeline.sent("PUT", volume).size() == last);
        CHECK(last <= sent + 7);
    }
}

TEST_CASE("a fade that nobody touches goes to its end, on a speaker with steps of its own too") {
    for (const int step : {1, 7}) {
        CAPTURE(step);
        Speaker speaker{.state = {.volume = 80}, .step = step};
        Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
        timeline.pass(20s);
        const auto id = fade(timeline, 0, 30s);
        timeline.pass(40s);
        REQUIRE(timeline.outcome(id));
        CHECK(timeline.outcome(id)->result == Result::ok);
        CHECK(speaker.state.volume == 0);
    }
}

TEST_CASE("a fade during which nothing gets through polls once for each step and no oftener") {
    Speaker speaker{.state = {.volume = 80}};
    Timeline timeline(
        [&](const Request& request, Millis at) -> Answer {
            return at >= 25s && at < 28s
                       ? Answer{spotify::net::NetError(spotify::net::Failure::connect, "no connection")}
                       : speaker(request, at);
        },
        {player::Attention::looking, "", 100});
    timeline.pass(20s);
    fade(timeline, 0, 30s);
    timeline.pass(10s);
    const auto polls = timeline.sent("GET", "/me/player");
    CHECK(std::ranges::count_if(polls, [](Millis at) { return at >= 25s && at < 28s; }) <= 6);
}

TEST_CASE("a relative wish acts on what is so, not on what was read long ago") {
    Speaker speaker{.state = {.volume = 30}};
    Timeline timeline(std::ref(speaker), {player::Attention::none, "", 100});
    timeline.pass(25s);
    speaker.state.volume = 70; // nobody has looked since
    timeline.submit(player::ChangeVolume{5});
    timeline.submit(player::ChangeVolume{5});
    timeline.pass(5s);
    CHECK(speaker.state.volume == 80);
    timeline.pass(30s);
    while (timeline.now() - timeline.sent("GET", "/me/player").back() < 5s) {
        timeline.pass(1s);
    }
    speaker.state.is_playing = false;
    const auto id = timeline.submit(player::PlayPause{});
    timeline.pass(2s);
    REQUIRE(timeline.outcome(id));
    CHECK(timeline.sent("PUT", "/me/player/pause").empty());
    CHECK(timeline.sent("PUT", "/me/player/play").size() == 1);
}

TEST_CASE("a wish that waits for a poll is decided before another that changes what it acts on") {
    Speaker speaker{.state = {.volume = 30}};
    Timeline timeline(std::ref(speaker)); // in the background: what is shown is old
    timeline.pass(25s);
    speaker.state.name = "Two"; // of which nothing is known yet
    timeline.submit(player::Favorite{true});
    timeline.submit(player::Next{});
    timeline.submit(player::ChangeVolume{10});
    timeline.submit(player::SetVolume{20});
    timeline.pass(20s);
    std::vector<std::string> commands;
    for (const auto& one : timeline.sent()) {
        if (one.request.method != "GET") {
            commands.push_back(one.request.target.substr(0, one.request.target.find('%')));
        }
    }
    // The heart is of what was shown when it was pressed, and the last volume counts.
    CHECK(timeline.sent("PUT", "/me/library").size() == 1);
    const auto saved = std::ranges::find_if(
        timeline.sent(), [](const auto& one) { return one.request.target.starts_with("/me/library?"); });
    CHECK(saved->request.target.ends_with("One"));
    CHECK(commands.back().ends_with("volume_percent=20"));
}

TEST_CASE("a wish that is not relative does not wait for a poll") {
    Speaker speaker;
    Timeline timeline(std::ref(speaker), {player::Attention::none, "", 100});
    timeline.pass(25s);
    timeline.submit(player::Pause{});
    CHECK(timeline.sent("PUT", "/me/player/pause").size() == 1);
}

TEST_CASE("what a mute has to be undone to is remembered for each device, and over a restart") {
    Speaker speaker{.state = {.volume = 40}};
    std::string kept;
    {
        Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
        timeline.pass(20s);
        timeline.submit(player::Mute{true});
        timeline.pass(10s);
        CHECK(speaker.state.volume == 0);
        kept = timeline.remembered(Memory::volumes);
    }
    CHECK(kept == "40 - Hall\n");
    Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
    timeline.take(spotify::account::Remembered{Memory::volumes, kept});
    timeline.pass(20s);
    speaker.state.device = "Echo"; // of which nothing is remembered
    timeline.pass(20s);
    timeline.submit(player::Mute{false});
    timeline.pass(10s);
    CHECK(speaker.state.volume == player::unmuted_volume);
    speaker.state.volume = 0;
    speaker.state.device = "Hall";
    timeline.pass(20s);
    timeline.submit(player::Mute{false});
    timeline.pass(10s);
    CHECK(speaker.state.volume == 40);
    CHECK(timeline.remembered(Memory::volumes).empty());
}

TEST_CASE("a memory that cannot be read is none") {
    for (const auto* text : {"", "\n", "x", "40 -", "101 - Hall", "- - Hall", "-1 - Hall"}) {
        CAPTURE(text);
        CHECK(VolumeMemories::parse(text) == VolumeMemories{});
    }
    auto read = VolumeMemories::parse("40 - Living Room\n- 25 Hall\n");
    CHECK(read.of("Living Room").before_mute == 40);
    CHECK(read.of("Hall").before_duck == 25);
    for (int i = 0; i < 40; ++i) {
        read.of("Speaker " + std::to_string(i)).before_mute = i;
    }
    CHECK(VolumeMemories::parse(read.text()).text() == read.text());
}

TEST_CASE("when the wall clock is set, the moment of the position is told anew, and no other time") {
    Speaker speaker;
    Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
    timeline.pass(30s);
    const auto told = timeline.view().progress_at_ms;
    const auto views = timeline.views().size();
    timeline.pass(20s);
    CHECK(timeline.view().progress_at_ms == told);
    CHECK(timeline.views().size() == views);
    timeline.moment().epoch_ms += 86'400'000;
    timeline.pass(20s);
    CHECK(timeline.view().progress_at_ms == told + 86'400'000);
}
