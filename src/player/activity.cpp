#include "player/activity.hpp"

#include <chrono>
#include <tuple>

namespace spotify::player {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// By how much earlier than predicted the present item began; nothing where that cannot be told.
std::optional<milliseconds> began_early(const Shown& before, const Shown& now) {
    if (!before.state.is_playing || !before.state.item->duration_ms || !before.anchor.progress_ms ||
        !now.anchor.progress_ms) {
        return std::nullopt;
    }
    const auto end =
        before.anchor.at + milliseconds{*before.state.item->duration_ms - *before.anchor.progress_ms};
    const auto began = now.anchor.at - milliseconds{*now.anchor.progress_ms};
    return duration_cast<milliseconds>(end - began);
}

// Another item. By itself when the one before was at its end, or where items give way early.
bool by_itself(Activity& activity, const Shown& before, const Shown& now) {
    const auto early = began_early(before, now);
    if (!early || !now.state.is_playing) {
        activity.gave_way.reset();
        return false;
    }
    if (std::chrono::abs(*early) <= start_tolerance) {
        activity.gave_way.reset();
        activity.gives_way = milliseconds{0};
        return true;
    }
    if (*early < milliseconds{0} || *early > longest_cross_fade) {
        activity.gave_way.reset();
        return false;
    }
    const bool again = activity.gave_way && std::chrono::abs(*early - *activity.gave_way) <= same_cross_fade;
    activity.gave_way = early;
    if (again) {
        activity.gives_way = *early;
    }
    return again;
}

// The same item, playing on: whether the position went where time would have taken it.
bool moved_by_itself(Activity& activity, const Shown& before, const Shown& now) {
    if (!before.anchor.progress_ms || !now.anchor.progress_ms) {
        return true;
    }
    const auto passed = duration_cast<milliseconds>(now.anchor.at - before.anchor.at);
    const milliseconds moved{*now.anchor.progress_ms - *before.anchor.progress_ms};
    if (now.state.item->duration_ms && *now.anchor.progress_ms >= *now.state.item->duration_ms -
                                                                      activity.gives_way.count() +
                                                                      same_cross_fade.count()) {
        activity.gives_way = milliseconds{0}; // it should have given way by now
    }
    const bool is_over =
        now.state.item->duration_ms && *now.anchor.progress_ms >= *now.state.item->duration_ms;
    if (is_over || (moved >= milliseconds{0} && moved < passed / 2)) {
        ++activity.standing;
        return true;
    }
    activity.standing = 0;
    // A repeated item begins again at its end.
    const auto early = began_early(before, now);
    const bool begins_again = moved < milliseconds{0} && early && std::chrono::abs(*early) <= start_tolerance;
    return begins_again || std::chrono::abs(moved - passed) <= progress_jump;
}

} // namespace

Activity after_answer(Activity activity, const Shown& before, const Shown& now, bool is_ours) {
    bool is_explained = true;
    const auto expected = position_at(before.anchor, before.state, now.anchor.at);
    if (!is_same_item(before.state, expected, now.state)) {
        activity.standing = 0;
        is_explained = by_itself(activity, before, now);
    } else if (before.state.is_playing && now.state.is_playing) {
        is_explained = moved_by_itself(activity, before, now);
    } else {
        activity.standing = 0;
    }
    const auto hand_on = [](const PlayerState& state) {
        return std::tuple{state.is_playing, state.shuffle, state.repeat,
                          state.device ? std::optional{state.device->name} : std::nullopt,
                          state.device ? state.device->volume_percent : std::nullopt};
    };
    if ((!is_explained || hand_on(before.state) != hand_on(now.state)) && !is_ours) {
        activity.changed_at = now.anchor.at;
    }
    return activity;
}

} // namespace spotify::player
