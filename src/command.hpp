// What can be asked of the player.
#pragma once

#include "outcome.hpp"

namespace spotify {

enum class Command { play, pause, play_pause, refresh };

} // namespace spotify
