// Keys of an object in the site file that mean nothing. Pure.
#pragma once

#include "host/json_text.hpp"
#include "host/mistake.hpp"

#include <string>
#include <vector>

namespace host {

// Tells of each key that is none of `known`, with the nearest one of these. `at` is the object's pointer.
void refuse_other_keys(const JsonObject& in, const std::string& at, const std::vector<std::string>& known,
                       const TellMistake& problem);

// "a, b, c"
std::string listed(const std::vector<std::string>& words);

} // namespace host
