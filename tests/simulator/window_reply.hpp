// The door at which both hosts look at the weather's windows before they do any work.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <optional>

namespace sim {

// `account` is null when nobody known asks. Nothing when no window is open for the request.
std::optional<HttpReply> window_reply(World& world, const HttpRequest& request, Account* account, Millis now);

} // namespace sim
