// The ways in which Spotify, devices and clocks depart from what is usual, each for a while: in the words of the
// simulator's control door.
#pragma once

#include <span>

namespace contract {

// Where a mode is switched.
enum class Switch { window, weather, settings, tokens, fault, clock };

struct Mode {
    Switch at;
    // A JSON object without its end. A window gets its start and its length by chance; a clock its step.
    const char* text;
};

std::span<const Mode> weather_modes();

} // namespace contract
