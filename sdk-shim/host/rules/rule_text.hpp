// Rules in sentences, for the log, the panel and the command line. Pure.
#pragma once

#include "host/rules/rule.hpp"

#include <string>

namespace host {

// "door.closed becomes true for 5 min, or at 22:00 on Friday, if hall.level is above 30"
std::string when_text(const Rule& rule);

// "lobby.pause, wait 10 s, lobby.volume = 30"
std::string steps_text(const Rule& rule);

std::string text_of(const Trigger& trigger);
std::string text_of(const Condition& condition);
std::string text_of(const Step& step);
std::string_view word(Mode mode);

// A number as a person writes it: 30, not 30.0.
std::string number_text(double number);

} // namespace host
