// The pure rules of the player: position, pace, promises.
#include "player/expectation.hpp"
#include "player/pace.hpp"
#include "player/progress.hpp"

#include <doctest/doctest.h>

using namespace spotify::player;
using namespace std::chrono_literals;

namespace {

const TimePoint start{};

PlayerState track(std::int64_t progress_ms, bool is_playing = true, std::int64_t duration_ms = 200'000) {
    PlayerState state;
    state.content = Content::track;
    state.is_playing = is_playing;
    state.uri = "spotify:track:1";
    state.name = "One";
    state.duration_ms = duration_ms;
    state.progress_ms = progress_ms;
    return state;
}

} // namespace

TEST_CASE("the position counts on while playing, stands while paused, and stops at the end") {
    const Anchor anchor{10'000, start};
    CHECK(position_at(anchor, track(10'000), start + 5s) == 15'000);
    CHECK(position_at(anchor, track(10'000, false), start + 5s) == 10'000);
    CHECK(position_at(anchor, track(10'000), start + 1h) == 200'000);
    CHECK_FALSE(position_at(Anchor{std::nullopt, start}, track(0), start));
}

TEST_CASE("an anchor moves only when the position jumps, or the item or the playing changes") {
    const auto before = track(10'000);
    const Anchor anchor{10'000, start};
    CHECK(next_anchor(before, anchor, track(15'400), start + 5s) == anchor); // 400 ms of wobble
    CHECK(next_anchor(before, anchor, track(60'000), start + 5s) == Anchor{60'000, start + 5s}); // a seek
    CHECK(next_anchor(before, anchor, track(15'000, false), start + 5s) == Anchor{15'000, start + 5s});
    auto other = track(15'000);
    other.name = "Two";
    CHECK(next_anchor(before, anchor, other, start + 5s) == Anchor{15'000, start + 5s});
    auto unknown = track(0);
    unknown.progress_ms.reset();
    CHECK(next_anchor(before, anchor, unknown, start + 5s) == Anchor{std::nullopt, start + 5s});
}

TEST_CASE("while paused every difference is a seek") {
    const auto paused = track(10'000, false);
    CHECK(next_anchor(paused, Anchor{10'000, start}, track(10'500, false), start + 5s) ==
          Anchor{10'500, start + 5s});
    CHECK(next_anchor(paused, Anchor{10'000, start}, track(10'000, false), start + 5s) ==
          Anchor{10'000, start});
}

TEST_CASE("identity is not the uri alone: two local files may lack one") {
    auto first = track(0);
    first.uri.reset();
    auto second = first;
    second.name = "Two";
    CHECK(identity_of(first) != identity_of(second));
    auto further = first;
    further.progress_ms = 99;
    CHECK(identity_of(first) == identity_of(further));
}

TEST_CASE("pace: quicker when somebody looks, slower when nothing plays") {
    const auto playing = track(10'000);
    const Anchor anchor{10'000, start};
    CHECK(next_look(playing, anchor, Attention::looking, start) == start + 5s);
    CHECK(next_look(playing, anchor, Attention::background, start) > start + 5s);
    CHECK(next_look(playing, anchor, Attention::none, start) >
          next_look(playing, anchor, Attention::background, start));
    CHECK(next_look(track(0, false), anchor, Attention::looking, start) > start + 5s);
    CHECK(next_look(PlayerState{}, anchor, Attention::looking, start) >
          next_look(track(0, false), anchor, Attention::looking, start));
}

TEST_CASE("pace: one look shortly after the predicted end") {
    const auto ending = track(198'000);
    CHECK(next_look(ending, Anchor{198'000, start}, Attention::none, start) == start + 2s + after_track_end);
}

TEST_CASE("pace: a position that stands at the end does not make it spin") {
    const auto stuck = track(200'000);
    const Anchor anchor{200'000, start};
    int looks = 0;
    for (TimePoint now = start; now < start + 60s; now = next_look(stuck, anchor, Attention::looking, now)) {
        ++looks;
    }
    CHECK(looks <= 17); // 60 s / 5 s, and a few around the end
}

TEST_CASE("pace: retries double up to their most") {
    CHECK(retry_wait(1, 0.0) == 1s);
    CHECK(retry_wait(2, 0.0) == 2s);
    CHECK(retry_wait(100, 0.0) == 30s);
    CHECK(retry_wait(1, 1.0) == 1250ms);
}

TEST_CASE("an answer that contradicts a command is not believed for the settling time") {
    const Expectation waiting{false, std::nullopt};
    CHECK_FALSE(believable(track(0, true), waiting, start + 1h)); // still under way
    CHECK(believable(track(0, false), waiting, start));
    const Expectation sent{false, start + settling_time};
    CHECK_FALSE(believable(track(0, true), sent, start + settling_time - 1ms));
    CHECK(believable(track(0, true), sent, start + settling_time));
    CHECK(believable(track(0, true), std::nullopt, start));
}

TEST_CASE("a promised pause freezes the position where it was pressed, and a resume goes on from there") {
    const Shown playing{track(10'000), Anchor{10'000, start}};
    const auto paused = with_playing(playing, false, start + 3s);
    CHECK_FALSE(paused.state.is_playing);
    CHECK(position_at(paused.anchor, paused.state, start + 60s) == 13'000);
    const auto resumed = with_playing(paused, true, start + 60s);
    CHECK(position_at(resumed.anchor, resumed.state, start + 62s) == 15'000);
    CHECK(with_playing(Shown{}, true, start) == Shown{}); // nothing loaded: nothing to promise
}
