// The control door's part about settings and faults. All functions throw BadInput and then have changed
// nothing.
#pragma once

#include "faults.hpp"
#include "fields.hpp"
#include "value_names.hpp"
#include "world.hpp"

namespace sim {

inline constexpr Names<CommandSuccess, 4> command_successes{{{CommandSuccess::seeded, "seeded"},
                                                             {CommandSuccess::ok_200, "200"},
                                                             {CommandSuccess::accepted_202, "202"},
                                                             {CommandSuccess::no_content_204, "204"}}};

void change_settings(World& world, const Fields& fields);
Fault fault_from(const Fields& fields);

} // namespace sim
