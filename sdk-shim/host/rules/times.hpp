// Durations, times of day and days of the week, as rules write them. Pure: what time it is comes in as a
// value.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace host {

// ---- Durations

inline constexpr std::chrono::milliseconds longest_duration{std::chrono::hours{24 * 7}};
inline constexpr std::string_view duration_form = "a duration such as \"30 s\", \"5 min\", \"1.5 h\" or "
                                                  "\"500 ms\", or a whole number of milliseconds, of at "
                                                  "most 7 days";

// "30 s", "5 min", "1.5 h", "500 ms", with the space or without. Nothing for another form or a longer time.
std::optional<std::chrono::milliseconds> duration_of(std::string_view text);
std::string text_of(std::chrono::milliseconds duration); // "1 h 30 min"

// ---- Time of day

using MinuteOfDay = int; // 0 to 1439

std::optional<MinuteOfDay> minute_of(std::string_view text); // "22:00"
std::string minute_text(MinuteOfDay minute);

// Monday is 0.
using Days = std::bitset<7>;
inline const Days every_day{0x7F};
std::optional<int> day_of(std::string_view word); // "mon"
std::string text_of(const Days& days);            // "Monday and Tuesday"; "every day"

// ---- The clock on the wall

// Minutes of local time since 1970-01-01 00:00 on the same clock.
using WallMinute = std::int64_t;

// Which wall minute it is at a moment, in epoch milliseconds. Pure for one time zone.
using WallClock = std::function<WallMinute(std::int64_t epoch_ms)>;

std::int64_t day_number(WallMinute minute); // days since 1970-01-01
MinuteOfDay minute_of_day(WallMinute minute);
int weekday(std::int64_t day_number);

} // namespace host
