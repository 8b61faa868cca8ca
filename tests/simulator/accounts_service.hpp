// The accounts host: tokens. Knows the form that a request must have and every way in which one is refused.
// The consent page belongs here too once sign-in is simulated.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <optional>
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
