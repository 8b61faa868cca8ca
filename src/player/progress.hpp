// Where in the item playback is, reckoned by the local clock between two answers. Pure: time comes in as a
// value.
#pragma once

#include "player/player_state.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace spotify::player {

using TimePoint = std::chrono::steady_clock::time_point;

// A position and the moment at which it was true. Counts on while playing, stops at the item's end.
struct Anchor {
    std::optional<std::int64_t> progress_ms;
    TimePoint at{};
    bool operator==(const Anchor&) const = default;
};

// The position at `now` when `state` has held since the anchor.
std::optional<std::int64_t> position_at(const Anchor& anchor, const PlayerState& state, TimePoint now);

// Answers wobble by the way of the network, so an anchor that is this near to what was expected is the old
// one still and not worth telling anybody. Below what a person sees on a progress bar, above the usual round
// trip.
constexpr std::chrono::milliseconds progress_jump{1500};

// The anchor after an observation: `before` with its anchor, then `now_state` whose progress was true at `at`
// (the middle of the request). Keeps the old anchor unless the position jumped, the item changed, or playback
// was paused or resumed.
Anchor next_anchor(const PlayerState& before, const Anchor& anchor, const PlayerState& now_state,
                   TimePoint at);

} // namespace spotify::player
