// The accounts host's door: what a browser asks goes to authorize_routes, what a client asks to
// token_endpoint.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <string>

namespace sim {

// Replies to everything that is not the Web API.
HttpReply answer_accounts(World& world, const HttpRequest& request, Millis now);

// Who claims to ask, for the log; nothing is checked.
struct Caller {
    std::string client_id;
    std::string token;
};
Caller accounts_caller(const HttpRequest& request);

} // namespace sim
