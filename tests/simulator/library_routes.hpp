// What the listener has saved.
#pragma once

#include "route.hpp"

#include <vector>

namespace sim {

const std::vector<Route>& library_routes();

} // namespace sim
