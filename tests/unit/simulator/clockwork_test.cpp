// The clockwork of playback: time is a number here, and nobody waits for it.
#include "playback.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

constexpr Millis start = 1'000'000;
const Catalog catalog;

Millis length_at(const PlayerState& state, std::size_t position) {
    return catalog.item(state.list[position]).duration_ms;
}

PlayerState playing() {
    PlayerState state;
    Device room{"id-room", "Room"};
    Device phone{"id-phone", "Phone", "Smartphone", 100};
    phone.supports_volume = false;
    state.devices = {room, phone};
    state.active = 0;
    state.context_uri = Catalog::playlist_uri;
    state.list = catalog.tracks_of(Catalog::playlist_uri).value();
    state.is_playing = true;
    state.as_of = start;
    state.changed_at = start;
    return state;
}

PlaybackTiming fixed_timing() {
    PlaybackTiming timing;
    timing.command_delay = {100, 100};
    timing.read_lag = {700, 700};
    timing.wake = {400, 400};
    return timing;
}

constexpr Millis never_idle = INT64_MAX;

} // namespace

TEST_CASE("the position moves while playing and stands while paused") {
    PlayerState state = playing();
    advance(state, catalog, start + 1500, never_idle);
    CHECK(state.progress_ms == 1500);
    state.is_playing = false;
    advance(state, catalog, start + 9000, never_idle);
    CHECK(state.progress_ms == 1500);
    state.is_playing = true;
    advance(state, catalog, start + 9100, never_idle);
    CHECK(state.progress_ms == 1600);
}

TEST_CASE("a track ends and the next one begins where the time left over puts it") {
    PlayerState state = playing();
    const Millis length = length_at(state, 0);
    advance(state, catalog, start + length + 250, never_idle);
    CHECK(state.position == 1);
    CHECK(state.progress_ms == 250);
    CHECK(state.changed_at == start + length);
}

TEST_CASE("a long absence passes several tracks") {
    PlayerState state = playing();
    advance(state, catalog, start + length_at(state, 0) + length_at(state, 1) + 5, never_idle);
    CHECK(state.position == 2);
    CHECK(state.progress_ms == 5);
}

TEST_CASE("repeat decides what follows the last track") {
    PlayerState state = playing();
    state.position = state.list.size() - 1;
    const Millis beyond = start + length_at(state, state.position) + 10;
    SUBCASE("context: the first") {
        state.repeat = Repeat::context;
        advance(state, catalog, beyond, never_idle);
        CHECK(state.position == 0);
        CHECK(state.is_playing);
    }
    SUBCASE("track: the same") {
        state.repeat = Repeat::track;
        advance(state, catalog, beyond, never_idle);
        CHECK(state.position == state.list.size() - 1);
        CHECK(state.progress_ms == 10);
    }
    SUBCASE("off: it stops at its beginning") {
        state.repeat = Repeat::off;
        advance(state, catalog, beyond, never_idle);
        CHECK_FALSE(state.is_playing);
        CHECK(state.progress_ms == 0);
    }
    SUBCASE("off, on a device that sticks: it stays at the end and says that it plays") {
        state.repeat = Repeat::off;
        state.devices[0].sticks_at_the_end = true;
        advance(state, catalog, beyond + 5000, never_idle);
        CHECK(state.is_playing);
        CHECK(state.progress_ms == length_at(state, state.position));
    }
}

TEST_CASE("the count of a client that vanished runs past the end") {
    PlayerState state = playing();
    state.progress_form = ProgressForm::runs_past_end;
    advance(state, catalog, start + 3'600'000, never_idle);
    CHECK(state.position == 0);
    CHECK(state.progress_ms == 3'600'000);
}

TEST_CASE("a player paused for long loses its active device") {
    PlayerState state = playing();
    state.is_playing = false;
    advance(state, catalog, start + 999, 1000);
    CHECK(state.active.has_value());
    advance(state, catalog, start + 1000, 1000);
    CHECK_FALSE(state.active.has_value());
}

TEST_CASE("a command takes effect after its delay and is seen after the lag") {
    Playback playback(catalog, playing(), fixed_timing(), 1);
    playback.send({Pause{}, {}}, start + 1000);
    CHECK(playback.truth(start + 1099).is_playing);
    CHECK_FALSE(playback.truth(start + 1100).is_playing);
    // Readers meanwhile see it play on.
    const PlayerState old = playback.shown(start + 1699);
    CHECK(old.is_playing);
    CHECK(old.progress_ms == 1699);
    const PlayerState fresh = playback.shown(start + 1700);
    CHECK_FALSE(fresh.is_playing);
    CHECK(fresh.progress_ms == 1100);
}

TEST_CASE("a change from outside is seen at once unless it lags") {
    Playback playback(catalog, playing(), fixed_timing(), 1);
    const auto louder = [](PlayerState& state, Random&) { state.devices[0].volume = 77; };
    SUBCASE("at once, whatever was still on its way to readers") {
        playback.send({Pause{}, {}}, start);
        playback.change(louder, false, start + 200);
        CHECK(playback.shown(start + 200).devices[0].volume == 77);
        CHECK_FALSE(playback.shown(start + 200).is_playing);
    }
    SUBCASE("with the lag") {
        playback.change(louder, true, start + 200);
        CHECK(playback.truth(start + 200).devices[0].volume == 77);
        CHECK(playback.shown(start + 899).devices[0].volume == 50);
        CHECK(playback.shown(start + 900).devices[0].volume == 77);
    }
}

TEST_CASE("the same seed gives the same delays, another seed others") {
    const auto pauses_at = [](std::uint64_t seed) {
        PlaybackTiming timing;
        timing.command_delay = {0, 100'000};
        Playback playback(catalog, playing(), timing, seed);
        playback.send({Pause{}, {}}, start);
        return playback.truth(start + 200'000).changed_at;
    };
    CHECK(pauses_at(5) == pauses_at(5));
    CHECK(pauses_at(5) != pauses_at(6));
}

TEST_CASE("a sleeping device wakes before it plays") {
    PlayerState asleep = playing();
    asleep.active.reset();
    asleep.is_playing = false;
    Playback playback(catalog, asleep, fixed_timing(), 1);
    playback.send({Transfer{true}, "id-room"}, start);
    CHECK(is_waking(playback.truth(start + 499), start + 499));
    CHECK_FALSE(is_waking(playback.truth(start + 500), start + 500));
    CHECK(playback.truth(start + 600).progress_ms == 100);
}

TEST_CASE("what is disallowed follows from the state") {
    PlayerState state = playing();
    CHECK(disallowed(state, catalog, "resuming"));
    CHECK_FALSE(disallowed(state, catalog, "pausing"));
    CHECK_FALSE(disallowed(state, catalog, "skipping_prev"));
    state.repeat = Repeat::off;
    CHECK(disallowed(state, catalog, "skipping_prev"));
    state.is_playing = false;
    CHECK(disallowed(state, catalog, "pausing"));
    state.aside = catalog.first(ItemKind::advert);
    CHECK(disallowed(state, catalog, "skipping_next"));
    CHECK(disallowed(state, catalog, "seeking"));
}

TEST_CASE("commands are refused as the service refuses them") {
    PlayerState state = playing();
    const auto reason = [&](const Command& command) {
        const auto refused = refusal(command, state, catalog);
        return refused ? std::to_string(refused->status) + ' ' + refused->reason : std::string("taken");
    };
    CHECK(reason({Pause{}, {}}) == "taken");
    CHECK(reason({Play{}, {}}) == "403 UNKNOWN");
    CHECK(reason({Pause{}, "id-nobody"}) == "404 ");
    CHECK(reason({Play{}, "id-phone"}) == "taken");
    CHECK(reason({SetVolume{10}, "id-phone"}) == "403 VOLUME_CONTROL_DISALLOW");
    state.devices[0].is_restricted = true;
    CHECK(reason({Next{}, {}}) == "403 UNKNOWN");
    state.active.reset();
    CHECK(reason({Next{}, {}}) == "404 NO_ACTIVE_DEVICE");
}

TEST_CASE("seeking past the end is the next track") {
    PlayerState state = playing();
    Random random(1);
    apply({Seek{length_at(state, 0)}, {}}, state, catalog, random, 0, start);
    CHECK(state.position == 1);
    CHECK(state.progress_ms == 0);
}

TEST_CASE("an empty JSON object resumes and loses what would have followed") {
    PlayerState state = playing();
    Random random(1);
    Play play;
    play.loses_the_list = true;
    apply({play, {}}, state, catalog, random, 0, start);
    CHECK(state.list.size() == 1);
    CHECK(state.context_uri.empty());
}

TEST_CASE("shuffle keeps the current track and can be undone") {
    PlayerState state = playing();
    state.position = 3;
    const auto ordered = state.list;
    Random random(3);
    set_shuffle(state, true, random);
    CHECK(state.list != ordered);
    CHECK(state.list[state.position] == ordered[3]);
    set_shuffle(state, false, random);
    CHECK(state.list == ordered);
    CHECK(state.position == 3);
}
