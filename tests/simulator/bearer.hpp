// The access token that a request shows.
#pragma once

#include "http_message.hpp"

#include <string>

namespace sim {

// The token of a well-formed `Authorization: Bearer` header; empty when there is none.
std::string bearer_token(const HttpRequest& request);

} // namespace sim
