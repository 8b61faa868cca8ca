// The player's endpoints: parses a request, asks the account's playback, replies.
#pragma once

#include "route.hpp"

#include <vector>

namespace sim {

const std::vector<Route>& player_routes();

} // namespace sim
