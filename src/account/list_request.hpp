// The request that reads a list, and whose limit it counts against. Pure.
#pragma once

#include "account/effects.hpp"
#include "player/list_plan.hpp"

#include <optional>
#include <string>

namespace spotify::account {

// `item` is what a favourite is asked about.
Request list_request(player::List list, const std::optional<std::string>& item);

} // namespace spotify::account
