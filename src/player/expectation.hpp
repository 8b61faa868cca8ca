// What reads of the player's state are expected to show of a command that Spotify took. Pure.
#pragma once

#include "player/command.hpp"
#include "player/shown.hpp"

namespace spotify::player {

enum class Shows {
    yes,
    not_yet,
    nothing, // reads cannot tell: it has no effect that is read, or something else has changed since
};

// `before` is what was read when the command was taken, `seen` what was read after it; it was given at `given`.
Shows shows(const Command& command, TimePoint given, const Shown& before, const Shown& seen);

// Speakers round a volume to their own steps, sixteen of them often (reference 3.2).
inline constexpr std::int64_t volume_tolerance = 4; // percent points

// Whether nothing is to be expected of `older` any more once `newer` was given.
bool is_overtaken(const Command& older, const Command& newer);

// May be sent once more where it has not shown: doing it twice comes to the same, and starts nothing anew.
bool may_be_repeated(const Command& command);

} // namespace spotify::player
