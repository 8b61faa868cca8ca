// An endpoint of the Web API, for a caller who has been let in.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <string>
#include <vector>

namespace sim {

struct Route {
    const char* method;
    const char* path;                // see path_pattern
    std::vector<std::string> scopes; // all are needed
    bool is_command;                 // needs a Premium listener
    // May throw BadRequest.
    HttpReply (*answer)(World&, Account&, const HttpRequest&, Millis now);
};

// All there are.
const std::vector<Route>& routes();

} // namespace sim
