// The Web API's host: who may ask, how often, and where a request goes. What is answered there is in
// the files that route.cpp joins.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

#include <string>

namespace sim {

HttpReply answer_web_api(World& world, const HttpRequest& request, Millis now);

// Notes whether the request comes inside of an announced waiting time, and what the reply announces. The
// latter also for replies that a fault made up.
void note_early_request(World& world, const HttpRequest& request, const std::string& client_id, Millis now);
void note_announcement(World& world, const HttpRequest& request, const HttpReply& reply,
                       const std::string& client_id, Millis now);

} // namespace sim
