// What was played last, by reference 4.7.
#pragma once

#include "route.hpp"

#include <vector>

namespace sim {

const std::vector<Route>& history_routes();

} // namespace sim
