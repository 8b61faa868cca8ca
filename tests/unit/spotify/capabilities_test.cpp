// What a panel may offer, state by state.
#include "player/capabilities.hpp"
#include "player/shown.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace spotify::player;

namespace {

PlayerState playing() {
    PlayerState state;
    state.item.own().content = Content::track;
    state.is_playing = true;
    state.item.own().uri = "spotify:track:1";
    state.item.own().duration_ms = 200'000;
    state.progress_ms = 10'000;
    state.disallows.resuming = true; // as it is while playing
    state.device = Device{"d", "Hall", "Speaker", false, 30, true, true, false};
    return state;
}

PlayerState paused() {
    auto state = playing();
    state.is_playing = false;
    state.disallows = {};
    state.disallows.pausing = true;
    return state;
}

Capabilities here(const PlayerState& state) {
    return capabilities_of(state, true, true, true);
}

constexpr Capabilities all_but_play{false, true, true, true, true, true, true, true, true};
constexpr Capabilities all_but_pause{true, false, true, true, true, true, true, true, true};
constexpr Capabilities only_play{true,  false, false, false, false,
                                 false, false, false, true}; // or something else
constexpr Capabilities nothing{};

} // namespace

TEST_CASE("playing here: all but play; paused here: all but pause") {
    CHECK(here(playing()) == all_but_play);
    CHECK(here(paused()) == all_but_pause);
    auto told_nothing = playing(); // older answers have no flags
    told_nothing.disallows = {};
    CHECK(here(told_nothing) == all_but_play);
}

TEST_CASE("out of reach: nothing") {
    for (const bool active : {false, true}) {
        CHECK(capabilities_of(playing(), false, active, true) == nothing);
        CHECK(capabilities_of(PlayerState{}, false, active, true) == nothing);
    }
}

TEST_CASE("a restricted device takes nothing") {
    auto state = playing();
    state.device.own().is_restricted = true;
    CHECK(here(state) == nothing);
    state.is_playing = false;
    state.disallows = {};
    CHECK(here(state) == nothing);
}

TEST_CASE("playback elsewhere: only play, which brings it here, if this device has a name to be woken by") {
    for (const auto& state : {playing(), paused(), PlayerState{}}) {
        CAPTURE(state);
        CHECK(capabilities_of(state, true, false, true) == only_play);
        CHECK(capabilities_of(state, true, false, false) == nothing);
    }
    auto restricted = playing(); // the other device is, and commands go to this one
    restricted.device.own().is_restricted = true;
    CHECK(capabilities_of(restricted, true, false, true) == only_play);
    auto bound = playing();
    bound.disallows.transferring = true;
    CHECK(capabilities_of(bound, true, false, true) == nothing);
}

TEST_CASE("nothing loaded: play, if the device can be woken, whatever the flags say") {
    PlayerState idle;
    idle.disallows.pausing = idle.disallows.resuming = idle.disallows.skipping_next = true;
    CHECK(here(idle) == only_play);
    CHECK(capabilities_of(idle, true, true, false) == nothing);
    PlayerState hidden;
    hidden.is_private = true;
    CHECK(here(hidden) == only_play);
    idle.device = playing().device; // an active device takes a volume without an item too
    CHECK(here(idle).can_set_volume);
    CHECK_FALSE(here(idle).can_next);
    // A preset plays on an active device that has no name here, though there is nothing to resume.
    const auto unnamed = capabilities_of(idle, true, true, false);
    CHECK(unnamed.can_start);
    CHECK_FALSE(unnamed.can_play);
}

TEST_CASE("each flag takes away its own") {
    struct Row {
        bool Disallows::*flag;
        bool Capabilities::*lost; // null when the flag alone takes nothing
    };
    const Row rows[] = {
        {&Disallows::pausing, &Capabilities::can_pause},
        {&Disallows::seeking, &Capabilities::can_seek},
        {&Disallows::skipping_next, &Capabilities::can_next},
        {&Disallows::skipping_prev, &Capabilities::can_previous},
        {&Disallows::toggling_shuffle, &Capabilities::can_shuffle},
        {&Disallows::toggling_repeat_context, nullptr},
        {&Disallows::toggling_repeat_track, nullptr},
        {&Disallows::interrupting, nullptr},
        {&Disallows::transferring, nullptr},
    };
    for (const auto& row : rows) {
        auto state = playing();
        state.disallows.*row.flag = true;
        CAPTURE(state);
        auto expected = all_but_play;
        if (row.lost != nullptr) {
            expected.*row.lost = false;
        }
        CHECK(here(state) == expected);
    }
    auto state = paused();
    state.disallows.resuming = true;
    CHECK_FALSE(here(state).can_play);
}

TEST_CASE("repeat goes when both of its kinds do") {
    auto state = playing();
    state.disallows.toggling_repeat_context = state.disallows.toggling_repeat_track = true;
    auto expected = all_but_play;
    expected.can_repeat = false;
    CHECK(here(state) == expected);
}

TEST_CASE("an advert cannot be sought in, and the rest is as its flags say") {
    auto advert = playing();
    advert.item.own().content = Content::advert;
    auto expected = all_but_play;
    expected.can_seek = false;
    CHECK(here(advert) == expected);
    advert.disallows.skipping_next = advert.disallows.skipping_prev = advert.disallows.seeking = true;
    expected.can_next = expected.can_previous = false;
    CHECK(here(advert) == expected);
}

TEST_CASE("to seek one must know how long it is") {
    auto state = playing();
    state.item.own().duration_ms.reset();
    CHECK_FALSE(here(state).can_seek);
    state.item.own().duration_ms = 0;
    CHECK_FALSE(here(state).can_seek);
}

TEST_CASE("volume: 0 is a volume, unknown is none, and a device may refuse it") {
    auto state = playing();
    state.device.own().volume_percent = 0;
    CHECK(here(state).can_set_volume);
    state.device.own().volume_percent.reset();
    CHECK_FALSE(here(state).can_set_volume);
    state.device.own().volume_percent = 100;
    state.device.own().supports_volume = false; // phones say 100 and refuse
    CHECK_FALSE(here(state).can_set_volume);
    state.device.own().supports_volume.reset(); // older answers do not tell
    CHECK(here(state).can_set_volume);
    state.device.reset();
    CHECK_FALSE(here(state).can_set_volume);
}

TEST_CASE("capabilities print what can be done") {
    std::ostringstream out;
    out << only_play << all_but_play << nothing;
    CHECK(out.str() == "{play start}{pause next previous seek set_volume shuffle repeat start}{}");
}

TEST_CASE("a promised pause offers play at once, and the other way round") {
    using namespace std::chrono_literals;
    const TimePoint start{1h};
    Shown shown;
    shown.state = playing();
    shown.anchor = {10'000, start};
    const auto promised = with_playing(shown, false, start + 1s);
    CHECK(here(promised.state) == all_but_pause);
    shown.state = paused();
    CHECK(here(with_playing(shown, true, start + 1s).state) == all_but_play);
}
