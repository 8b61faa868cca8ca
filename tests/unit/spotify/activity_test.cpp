#include "player/activity.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace spotify::player;
using namespace std::chrono_literals;

namespace {

const TimePoint start{1h};

Shown playing(const char* item, std::int64_t progress_ms, TimePoint at, std::int64_t duration_ms = 200'000) {
    PlayerState state;
    state.item.own().content = Content::track;
    state.is_playing = true;
    state.item.own().uri = item;
    state.item.own().name = item;
    state.item.own().duration_ms = duration_ms;
    state.progress_ms = progress_ms;
    return {state, Anchor{progress_ms, at}};
}

Shown changed(Shown shown, const std::function<void(PlayerState&)>& edit) {
    edit(shown.state);
    return shown;
}

// Whether the second answer is taken for somebody's doing.
bool is_change(const Shown& before, const Shown& now, bool is_ours = false) {
    return after_answer({}, before, now, is_ours).changed_at == now.anchor.at;
}

} // namespace

TEST_CASE("what playback does by itself is nobody's doing") {
    const auto before = playing("a", 10'000, start);
    CHECK_FALSE(is_change(before, playing("a", 15'000, start + 5s)));
    CHECK_FALSE(is_change(before, playing("a", 15'900, start + 5s)));                      // wobble
    CHECK_FALSE(is_change(playing("a", 198'000, start), playing("b", 2'900, start + 5s))); // its end
    CHECK_FALSE(is_change(playing("a", 198'000, start), playing("a", 3'000, start + 5s))); // and repeated
    CHECK_FALSE(is_change(
        changed(before, [](PlayerState& state) { state.is_playing = false; }),
        changed(playing("a", 10'000, start + 60s), [](PlayerState& state) { state.is_playing = false; })));
}

TEST_CASE("what somebody does is seen, and not taken for ours") {
    const auto before = playing("a", 10'000, start);
    const auto later = playing("a", 15'000, start + 5s);
    const std::vector<Shown> changes{
        playing("b", 2'000, start + 5s),
        playing("a", 90'000, start + 5s),
        playing("a", 1'000, start + 5s),
        changed(later, [](PlayerState& state) { state.is_playing = false; }),
        changed(later, [](PlayerState& state) { state.shuffle = true; }),
        changed(later, [](PlayerState& state) { state.repeat = "track"; }),
        changed(later, [](PlayerState& state) { state.device.own().name = "Hall"; }),
        {PlayerState{}, Anchor{std::nullopt, start + 5s}},
    };
    for (const auto& change : changes) {
        CAPTURE(change.state);
        CHECK(is_change(before, change));
        CHECK_FALSE(is_change(before, change, true));
    }
}

TEST_CASE("a position that does not move, or is past its end, is counted until it moves") {
    Activity activity;
    auto shown = playing("a", 195'000, start);
    const auto next = [&](std::int64_t progress_ms, std::chrono::milliseconds after) {
        const auto seen = playing("a", progress_ms, shown.anchor.at + after);
        activity = after_answer(activity, shown, seen, false);
        shown = seen;
        return activity.standing;
    };
    CHECK(next(199'000, 4s) == 0);
    CHECK(next(200'000, 2s) == 1); // clamped at its end
    CHECK(next(200'000, 400ms) == 2);
    CHECK(next(203'000, 3s) == 3); // runs on past its end
    CHECK(next(100'000, 5s) == 0);
    CHECK(next(100'000, 5s) == 1); // stands in the middle
    CHECK(next(100'000, 5s) == 2);
    CHECK(next(105'000, 5s) == 0);
    activity = after_answer(activity, shown, playing("b", 0, shown.anchor.at + 5s), false);
    CHECK(activity.standing == 0);
}

TEST_CASE("cross-fading is learnt from two items in a row, and forgotten when one plays to its end") {
    Activity activity;
    auto now = start;
    // An item of 200 s is seen at its middle, and the next one some time after it began.
    const auto transition = [&](std::chrono::milliseconds early) {
        const auto before = playing("a", 100'000, now);
        const auto began = now + 100s - early;
        const auto seen = playing("b", 1'000, began + 1s);
        activity = after_answer(activity, before, seen, false);
        const bool somebody = activity.changed_at == seen.anchor.at;
        now = began + 60s;
        return somebody;
    };
    CHECK(transition(5s)); // might be a skip
    CHECK(activity.gives_way == 0ms);
    CHECK_FALSE(transition(5'200ms));
    CHECK(activity.gives_way == 5'200ms);
    CHECK_FALSE(transition(5'100ms));
    CHECK(transition(60s)); // a skip in the middle
    CHECK(activity.gives_way == 5'100ms);
    CHECK_FALSE(transition(100ms));
    CHECK(activity.gives_way == 0ms);
    CHECK(transition(5s));
    CHECK(transition(9s)); // two skips near the end are no setting
    CHECK(activity.gives_way == 0ms);
}

TEST_CASE("an item that does not give way when it should ends the belief in cross-fading") {
    Activity activity;
    activity.gives_way = 5s;
    activity = after_answer(activity, playing("a", 190'000, start), playing("a", 194'000, start + 4s), false);
    CHECK(activity.gives_way == 5s);
    activity = after_answer(activity, playing("a", 194'000, start), playing("a", 196'000, start + 2s), false);
    CHECK(activity.gives_way == 0ms);
}
