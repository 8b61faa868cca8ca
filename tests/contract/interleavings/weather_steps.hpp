// What a wish has to send, and what a request is a step of: as the same text. Pure.
#pragma once

#include "weather_record.hpp"

#include <string>
#include <vector>

namespace contract {

// Empty of what is no command of the player or the library.
std::string step_of(const Exchange& exchange);
// One, or of a preset with a shuffle two; of a fade none, since its steps have volumes of their own.
std::vector<std::string> steps_of(const Given& wish);

// Whether that request may be a step of the wish, a fade's as well.
bool is_step_of(const Exchange& exchange, const Given& wish);

// Doing it once more is not the same: next, previous and queue.
bool adds_up(const Given& wish);

// What a command is about: a later one, or another hand, about the same takes its place.
enum class About { playing, volume, shuffle, repeat, item, position, device, favorite };
// Whether something of that kind has an effect on it. With a zone, to play may bring the music there.
bool concerns(Given::Kind kind, bool has_zone, About about);
bool concerns(Hand::What what, About about);
About about_of(Given::Kind kind);
bool is_about(const std::string& step, About about); // what a request changes

} // namespace contract
