// The answer of GET /me: whose account this is. Pure.
#pragma once

#include "base/not_json.hpp"

#include <optional>
#include <string>

namespace spotify::api {

struct Me {
    std::optional<std::string> display_name; // the id where Spotify has no name
    std::optional<std::string> id;
    bool operator==(const Me&) const = default;
};

// Throws json::NotJson, also for an answer that names nobody. Thread-safe.
Me decode_me(const std::string& body);

} // namespace spotify::api
