// The Web API's ways to say yes and no.
#pragma once

#include "http_message.hpp"
#include "json.hpp"

#include <string>

namespace sim {

HttpReply json_reply(const json::Object::Ptr& body);
HttpReply json_reply(const json::Array::Ptr& body);

// {"error":{"status":..,"message":..}} and, for the player, "reason".
HttpReply error_reply(unsigned status, const std::string& message, const std::string& reason = "");

// 401. `error` and `description` stand in WWW-Authenticate.
HttpReply unauthorized_reply(const std::string& message, const std::string& error,
                             const std::string& description);

HttpReply plain_reply(unsigned status, const std::string& text);

} // namespace sim
