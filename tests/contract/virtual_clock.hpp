// The standard library's two clocks, as a program of virtual time sees them. Whoever links virtual_clock.cpp has
// them replaced: so nothing of what is tested can read the machine's time by another way.
#pragma once

#include "base/restart_clock.hpp"

#include <chrono>
#include <optional>

namespace contract {

// Where the steady clock stands; the wall clock goes with it, at an offset that is always the same. Nothing: both
// are the machine's. Thread-safe.
void set_clocks(std::optional<std::chrono::steady_clock::time_point> now);

// The same clocks as a process sees them that was started anew within one boot.
spotify::RestartMoment virtual_restart_moment();

} // namespace contract
