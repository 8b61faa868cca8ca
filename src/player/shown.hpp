// What a panel is shown: a state, and the moment at which its position was true. Pure.
#pragma once

#include "player/progress.hpp"

namespace spotify::player {

struct Shown {
    PlayerState state;
    Anchor anchor;
    bool operator==(const Shown&) const = default;
};

// For how long after a command an answer that contradicts it is taken to be from before it. Reads were seen
// to lag by 1.5 s and answers come from several replicas, so that one which agrees may be followed by one
// which does not.
constexpr std::chrono::milliseconds settling_time{4'000};

// A pause freezes the position at the moment of the press, and a resume counts on from it.
Shown with_playing(const Shown& shown, bool is_playing, TimePoint at);

// The same with the position that was shown before, where the difference is no more than the way of the
// network: it is not news. What is equal is the same constant.
Shown steadied(const Shown& before, Shown now);

} // namespace spotify::player
