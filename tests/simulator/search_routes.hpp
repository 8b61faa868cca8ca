// The search in the catalogue and in the listener's playlists.
#pragma once

#include "route.hpp"

#include <vector>

namespace sim {

const std::vector<Route>& search_routes();

} // namespace sim
