// Moments as people read them. Local time; month names in English whatever the locale.
#pragma once

#include <cstdint>
#include <string>

namespace spotify {

std::string clock_time(std::int64_t epoch_ms); // "14:05:10"
std::string date_text(std::int64_t epoch_ms);  // "3 December 2026"

} // namespace spotify
