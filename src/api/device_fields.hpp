// One device as the Web API describes it (reference 4.2), in the playback state and in the list alike. Pure.
#pragma once

#include "base/json_fields.hpp"
#include "player/player_state.hpp"

namespace spotify::api {

// A bad field costs that field. Throws json::NotJson as json::good() does.
player::Device read_device(json::object& fields);

} // namespace spotify::api
