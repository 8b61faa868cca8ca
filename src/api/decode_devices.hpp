// The answer of GET /me/player/devices. Pure.
#pragma once

#include "base/not_json.hpp"
#include "player/player_state.hpp"

#include <string>
#include <vector>

namespace spotify::api {

// In Spotify's order. Names may repeat; an entry with neither an id nor a name is left out, there is no way
// to speak of it. Throws json::NotJson, also where there is no list: that is not known and not empty. Thread-safe.
std::vector<player::Device> decode_devices(const std::string& body);

} // namespace spotify::api
