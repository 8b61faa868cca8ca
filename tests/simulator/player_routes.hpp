// The player's endpoints for a caller who has been let in: parses a request, asks the account's playback,
// replies.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <string>
#include <vector>

namespace sim {

struct PlayerRoute {
    const char* method;
    const char* path;
    std::vector<std::string> scopes; // all are needed
    bool is_command;                 // needs a Premium listener
    HttpReply (*answer)(World&, Account&, const HttpRequest&, Millis now);
};

const std::vector<PlayerRoute>& player_routes();

} // namespace sim
