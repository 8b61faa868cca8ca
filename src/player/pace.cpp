#include "player/pace.hpp"

#include <algorithm>

namespace spotify::player {

Millis retry_wait(unsigned failures_in_a_row, double jitter) {
    const unsigned doublings = std::min(failures_in_a_row == 0 ? 0U : failures_in_a_row - 1, 10U);
    const Millis wait = std::min(retry_first * (1U << doublings), retry_most);
    return wait + Millis{static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.25 * jitter)};
}

Millis interval_for(const PlayerState& state, Attention attention) {
    const Intervals intervals = intervals_for(attention);
    return state.content == Content::none ? intervals.idle
           : state.is_playing             ? intervals.playing
                                          : intervals.paused;
}

TimePoint next_look(const PlayerState& state, const Anchor& anchor, Attention attention, TimePoint now) {
    const TimePoint regular = now + interval_for(state, attention);
    if (!state.is_playing || !anchor.progress_ms || !state.duration_ms) {
        return regular;
    }
    const TimePoint end = anchor.at + Millis{*state.duration_ms - *anchor.progress_ms};
    if (end + after_track_end > now) {
        return std::min(regular, end + after_track_end);
    }
    // Past the predicted end and still the same item: the service lags, or the client is gone.
    return end + track_end_window > now ? std::min(regular, now + after_command_again) : regular;
}

} // namespace spotify::player
