#include "player/pace.hpp"

#include <algorithm>

namespace spotify::player {

namespace {

Millis times(Millis wait, double factor) {
    return Millis{static_cast<std::int64_t>(static_cast<double>(wait.count()) * factor)};
}

const Intervals& intervals_for(const Pace& pace, Attention attention) {
    return attention == Attention::looking      ? pace.looking
           : attention == Attention::background ? pace.background
                                                : pace.unwatched;
}

// The moment at which another item is to be expected, if one is.
std::optional<TimePoint> change_expected(const Outlook& outlook) {
    const auto& [state, anchor] = outlook.shown;
    if (!state.is_playing || !anchor.progress_ms || !state.item->duration_ms) {
        return std::nullopt;
    }
    return anchor.at + Millis{*state.item->duration_ms - *anchor.progress_ms} - outlook.activity.gives_way;
}

} // namespace

Millis usual_interval(const Pace& pace, const PlayerState& state, Attention attention, double stretch) {
    const auto& intervals = intervals_for(pace, attention);
    return times(state.item->content == Content::none ? intervals.idle
                 : state.is_playing                   ? intervals.playing
                                                      : intervals.paused,
                 std::max(stretch, 1.0));
}

Millis retry_wait(const Pace& pace, unsigned failures_in_a_row, double jitter) {
    const unsigned doublings = std::min(failures_in_a_row == 0 ? 0U : failures_in_a_row - 1, 16U);
    const Millis wait = std::min<Millis>(pace.retry_first * (1U << doublings), pace.retry_most);
    return wait + times(wait, 0.25 * jitter);
}

TimePoint next_look(const Pace& pace, const Outlook& outlook, TimePoint now) {
    const auto& [shown, attention, activity, stretch] = outlook;
    const Millis usual = usual_interval(pace, shown.state, attention, stretch);
    Millis wait = usual;
    if (attention != Attention::none) { // nobody sees how stale it is
        const auto since = std::chrono::duration_cast<Millis>(now - activity.changed_at);
        const Millis slowed = times(since, pace.slowing_percent / 100.0);
        wait = std::min(usual, std::max(times(pace.after_change, stretch), slowed));
    }
    const auto expected = change_expected(outlook);
    if (!expected) {
        return now + wait;
    }
    if (activity.standing > 0) {
        const unsigned doublings = std::min(activity.standing - 1, 16U);
        return now + std::min<Millis>(usual, pace.track_end_again * (1U << doublings));
    }
    if (*expected + pace.after_track_end > now) {
        return std::min(now + wait, *expected + pace.after_track_end);
    }
    return now + std::min(usual, pace.track_end_again);
}

} // namespace spotify::player
