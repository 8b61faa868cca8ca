// The control door's part about settings and faults. All functions throw BadInput and then have changed
// nothing.
#pragma once

#include "faults.hpp"
#include "fields.hpp"
#include "world.hpp"

namespace sim {

void change_settings(World& world, const Fields& fields);
Fault fault_from(const Fields& fields);

} // namespace sim
