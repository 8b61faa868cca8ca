// Numbers of a config, checked alike wherever they stand in it. Pure.
#pragma once

#include <cstdint>
#include <string>

#include <Poco/JSON/Object.h>

namespace plugin {

// The number at `key`, which is there, of an object that stands at `where` ("config/pace"). Throws
// ConfigError for what is no whole number from `least` to `most`.
std::int64_t whole_number(const Poco::JSON::Object& object, const std::string& where, const std::string& key,
                          std::int64_t least, std::int64_t most);

} // namespace plugin
