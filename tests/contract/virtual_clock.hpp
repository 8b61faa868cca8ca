// The standard library's two clocks, as a program of virtual time sees them. Whoever links virtual_clock.cpp has
// them replaced: so nothing of what is tested can read the machine's time by another way.
#pragma once

#include "base/restart_clock.hpp"

#include <chrono>
#include <optional>

namespace contract {

// Where the steady clock stands; the wall clock goes with it, at an offset that is always the same until it is made
// to step. Nothing: both are the machine's. Thread-safe.
void set_clocks(std::optional<std::chrono::steady_clock::time_point> now);

// The wall clock steps, and the steady one does not: from now on it is this far ahead of where it would be, until
// the clocks are the machine's again. Thread-safe.
void set_wall_clock_ahead(std::chrono::milliseconds by);

// The same clocks as a process sees them that was started anew within one boot.
spotify::RestartMoment virtual_restart_moment();

} // namespace contract
