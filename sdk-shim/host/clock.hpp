// The host's one door to the clocks and the time zone, and the form in which logs write a time.
#pragma once

#include "host/rules/moment.hpp"
#include "host/rules/times.hpp"

#include <cstdint>
#include <string>

namespace host {

// Milliseconds since 1970-01-01 UTC.
std::int64_t epoch_ms();

Moment moment_now();

// By the time zone of this computer, as it was when read_time_zone() was called last.
WallMinute local_minute(std::int64_t epoch_milliseconds);
void read_time_zone();

// "2026-11-24T00:18:00.123Z". Pure.
std::string utc_text(std::int64_t epoch_milliseconds);

} // namespace host
