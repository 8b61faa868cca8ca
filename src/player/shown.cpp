#include "player/shown.hpp"

namespace spotify::player {

Shown with_playing(const Shown& shown, bool is_playing, TimePoint at) {
    if (shown.state.is_playing == is_playing || shown.state.item->content == Content::none) {
        return shown; // nothing loaded: a promise of playback could not say what plays
    }
    Shown changed = shown;
    changed.anchor = Anchor{position_at(shown.anchor, shown.state, at), at};
    changed.state.is_playing = is_playing;
    // What the last answer forbade, it forbade because the player was already doing it.
    (is_playing ? changed.state.disallows.pausing : changed.state.disallows.resuming) = false;
    changed.state.progress_ms = changed.anchor.progress_ms;
    return changed;
}

Shown steadied(const Shown& before, Shown now) {
    Anchor seen = now.anchor;
    auto state = now.state;
    state.progress_ms = seen.progress_ms;
    now.anchor = next_anchor(before.state, before.anchor, state, seen.at);
    now.state.unite(before.state);
    return now;
}

} // namespace spotify::player
