// A command as the request that carries it (reference 3.2). Pure.
#pragma once

#include "player/command.hpp"

#include <optional>
#include <string>

namespace spotify::api {

struct CommandRequest {
    std::string method;
    std::string target; // below the API's path
    std::string body;   // JSON, or empty
};

// `device_id` says on which device; none: on the one that is active. Of Transfer and of a Play that has to
// wake its device (`wakes`) it is the target, and has to be there.
CommandRequest request_of(const player::Command& command, const std::optional<std::string>& device_id,
                          bool wakes = false);

} // namespace spotify::api
