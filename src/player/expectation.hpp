// What a command of ours has promised the panel, held against answers that do not know of it yet. Pure.
#pragma once

#include "player/progress.hpp"

#include <chrono>
#include <optional>

namespace spotify::player {

// For how long after a command an answer that contradicts it is taken to be from before it. Reads were seen
// to lag by 1.5 s and answers come from several replicas, so that one which agrees may be followed by one
// which does not.
constexpr std::chrono::milliseconds settling_time{4'000};

struct Expectation {
    bool is_playing = false;
    // Empty while the command waits or is under way, then the end of the settling time.
    std::optional<TimePoint> until;
};

// Whether an answer is to be believed at `now`, given what stands promised.
bool believable(const PlayerState& answer, const std::optional<Expectation>& expectation, TimePoint now);

// What to show: the last believed state with the promise applied. Sets the anchor so that a pause freezes the
// position at the moment of the press and a resume counts on from it.
struct Shown {
    PlayerState state;
    Anchor anchor;
    bool operator==(const Shown&) const = default;
};
Shown with_playing(const Shown& shown, bool is_playing, TimePoint now);

} // namespace spotify::player
