// What the answers so far tell about how much is going on: when somebody last changed something, and whether
// the position moves as it should. Pure.
#pragma once

#include "player/shown.hpp"

#include <chrono>
#include <optional>

namespace spotify::player {

struct Activity {
    // When a change was last seen that neither playback itself nor a command of ours explains.
    TimePoint changed_at{};
    // Answers in a row by which an item that plays did not move, or stood past its end: the client that plays
    // has vanished (reference 4.1), or the next item is late.
    unsigned standing = 0;
    // How long before its end an item gives way to the next: cross-fading. 0 until two items in a row did.
    std::chrono::milliseconds gives_way{0};
    std::optional<std::chrono::milliseconds> gave_way = std::nullopt; // the last one did, by so much
    bool operator==(const Activity&) const = default;
};

// What an item begins earlier or later than predicted and still begins by itself: positions wobble by the way
// of the network.
constexpr std::chrono::milliseconds start_tolerance{1'500};
// Spotify's apps cross-fade by up to twelve seconds.
constexpr std::chrono::milliseconds longest_cross_fade{12'500};
// Two items that give way by the same time, give or take this, do so because of a setting and not by chance.
constexpr std::chrono::milliseconds same_cross_fade{700};

// After an answer. `before` and `now` are two answers in a row with the moments at which they were true, and
// nothing of what was promised; `is_ours` says that a command of ours may be the reason for what changed.
Activity after_answer(Activity activity, const Shown& before, const Shown& now, bool is_ours);

} // namespace spotify::player
