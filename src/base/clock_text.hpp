// Moments as people read them. Local time; month names in English whatever the locale.
#pragma once

#include <cstdint>
#include <string>

namespace spotify {

// "14:05:10", and on another day than that of `now_ms` "14:05:10 on 4 December 2026". Both are epoch milliseconds. A
// date and not "tomorrow", since a sentence may be read a day later.
std::string clock_time(std::int64_t epoch_ms, std::int64_t now_ms);
std::string date_text(std::int64_t epoch_ms); // "3 December 2026"

} // namespace spotify
