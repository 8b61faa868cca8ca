// The token endpoint: exchanges codes and refresh tokens, in the forms that reference 2.3 to 2.6 tell, and no
// other.
#pragma once

#include "http_message.hpp"
#include "world.hpp"

namespace sim {

// The answer to a POST whose length was said.
HttpReply answer_token_request(World& world, const HttpRequest& request, Millis now);

} // namespace sim
