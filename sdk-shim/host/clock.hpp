// The host's one door to the wall clock, and the form in which logs write a time.
#pragma once

#include <cstdint>
#include <string>

namespace host {

// Milliseconds since 1970-01-01 UTC.
std::int64_t epoch_ms();

// "2026-11-24T00:18:00.123Z". Pure.
std::string utc_text(std::int64_t epoch_milliseconds);

} // namespace host
