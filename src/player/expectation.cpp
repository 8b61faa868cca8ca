#include "player/expectation.hpp"

namespace spotify::player {

bool believable(const PlayerState& answer, const std::optional<Expectation>& expectation, TimePoint now) {
    if (!expectation || (expectation->until && now >= *expectation->until)) {
        return true;
    }
    return answer.is_playing == expectation->is_playing;
}

Shown with_playing(const Shown& shown, bool is_playing, TimePoint now) {
    if (shown.state.is_playing == is_playing || shown.state.content == Content::none) {
        return shown; // nothing loaded: a promise of playback could not say what plays
    }
    Shown changed = shown;
    changed.anchor = Anchor{position_at(shown.anchor, shown.state, now), now};
    changed.state.is_playing = is_playing;
    changed.state.progress_ms = changed.anchor.progress_ms;
    return changed;
}

} // namespace spotify::player
