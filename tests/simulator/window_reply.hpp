// The door at which both hosts look at the weather's windows before they do any work.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <optional>

namespace sim {

// `account` is null where the request names none that is known. Nothing when no window is open for it.
std::optional<HttpReply> window_reply(World& world, const HttpRequest& request, Account* account, Millis now);

} // namespace sim
