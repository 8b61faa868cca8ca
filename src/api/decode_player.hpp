// The answer of GET /me/player as a PlayerState. A bad field costs that field, never the answer; a bad answer
// costs that poll, never the state. Pure.
#pragma once

#include "api/picture_hosts.hpp"
#include "base/not_json.hpp"
#include "player/player_state.hpp"

#include <string>

namespace spotify::api {

// Takes the body of a 200. Throws json::NotJson, also for what is no player's state: an object without
// any of its fields, say. Only 204 and what reference 4.1 describes tells that nothing plays. What is equal in `before`,
// the answer before this one, is the same constant. Thread-safe.
player::PlayerState decode_player(const std::string& body, PictureHosts hosts = PictureHosts::web,
                                  const player::PlayerState& before = {});

} // namespace spotify::api
