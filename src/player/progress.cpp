#include "player/progress.hpp"

#include <algorithm>

namespace spotify::player {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

} // namespace

std::optional<std::int64_t> position_at(const Anchor& anchor, const PlayerState& state, TimePoint now) {
    if (!anchor.progress_ms) {
        return std::nullopt;
    }
    std::int64_t position = *anchor.progress_ms;
    if (state.is_playing) {
        position += std::max<std::int64_t>(0, duration_cast<milliseconds>(now - anchor.at).count());
    }
    return state.item->duration_ms ? std::min(position, *state.item->duration_ms) : position;
}

Anchor next_anchor(const PlayerState& before, const Anchor& anchor, const PlayerState& now_state,
                   TimePoint at) {
    const Anchor fresh{now_state.progress_ms, at};
    if (!have_same_identity(before, now_state) || before.is_playing != now_state.is_playing) {
        return fresh;
    }
    const auto expected = position_at(anchor, before, at);
    if (expected.has_value() != now_state.progress_ms.has_value()) {
        return fresh;
    }
    if (!expected) {
        return anchor;
    }
    const auto off = std::abs(*expected - *now_state.progress_ms);
    // While paused there is no wobble: any difference is somebody's hand on the slider.
    const bool jumped = now_state.is_playing ? off > progress_jump.count() : off > 0;
    return jumped ? fresh : anchor;
}

} // namespace spotify::player
