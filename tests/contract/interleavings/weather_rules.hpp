// What must hold of every run through the weather. Pure.
#pragma once

#include "weather_record.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace contract {

struct Judged {
    std::size_t times = 0; // how often there was something to judge
    std::vector<std::string> problems;
};

// What only a person could end is not said of what passes in three seconds, where the account has worked. Judged:
// refusals of what was asked well.
Judged nothing_lasting_is_said(const WeatherRecord& record);

// What was ok shows, in Spotify's player and in the view, or is taken back: where nothing else was wished or done
// about the same. Judged: those wishes.
Judged what_was_ok_shows(const WeatherRecord& record);

// In quiet the view comes to what is so, within two settling times and a poll. Judged: runs.
Judged view_converges(const WeatherRecord& record);

// The most requests in any 10 s in which nothing was wished for; nothing where a wish is never so far away.
std::optional<std::size_t> most_requests_unasked(const WeatherRecord& record);

// No step of a wish is sent more than three times, and the devices are looked up no more than twice for it; a fade
// sends once a second. Judged: wishes that sent something.
Judged sends_are_few(const WeatherRecord& record);

// Next, previous and queue are not sent again where they may have been done. Judged: those sends.
Judged nothing_is_done_twice(const WeatherRecord& record);

// What another hand has changed stays as it is until something is wished about it; only a volume above the ceiling
// does not. Judged: changes of what a wish had been about, and had shown.
Judged other_hands_are_left_alone(const WeatherRecord& record);

} // namespace contract
