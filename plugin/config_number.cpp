#include "config_number.hpp"

#include "config.hpp"

namespace plugin {

std::int64_t whole_number(const Poco::JSON::Object& object, const std::string& where, const std::string& key,
                          std::int64_t least, std::int64_t most) {
    const auto value = object.get(key);
    if (!value.isInteger() || value.isBoolean() || value < least || value > most) {
        throw ConfigError(where + "/" + key + ": a whole number from " + std::to_string(least) + " to " +
                          std::to_string(most) + " is expected");
    }
    return value.convert<std::int64_t>();
}

} // namespace plugin
