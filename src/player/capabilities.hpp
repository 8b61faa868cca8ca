// What may be asked of the player now, so that a panel greys out what would fail. Pure.
#pragma once

#include "player/player_state.hpp"

#include <iosfwd>

namespace spotify::player {

struct Capabilities {
    bool can_play = false;
    bool can_pause = false;
    bool can_next = false;
    bool can_previous = false;
    bool can_seek = false;
    bool can_set_volume = false;
    bool can_shuffle = false;
    bool can_repeat = false;
    bool can_start = false; // something that is named, whatever is loaded now
    bool operator==(const Capabilities&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Capabilities& capabilities);

// `is_reachable`: commands get through to Spotify. `is_active_here`: `state` is of the device that commands
// are for. `can_wake`: that device is known by name, so that play can move playback to it.
Capabilities capabilities_of(const PlayerState& state, bool is_reachable, bool is_active_here, bool can_wake);

} // namespace spotify::player
