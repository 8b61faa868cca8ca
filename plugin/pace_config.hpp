// The config key `pace`: every constant of the pace, each by its name. Pure.
#pragma once

#include "player/pace.hpp"

#include <Poco/JSON/Object.h>

namespace plugin {

// What is not there keeps its usual value. Throws ConfigError, whose sentence names the key below `pace`.
spotify::player::Pace parse_pace(const Poco::JSON::Object& pace);

} // namespace plugin
