// The answer of GET /me/player as a PlayerState. A bad field costs that field, never the answer; a bad answer costs that
// poll, never the state. Pure.
#pragma once

#include "player/player_state.hpp"

#include <stdexcept>
#include <string>

namespace spotify::api {

// The body is not a JSON object. The text names no content of it.
class DecodeError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Takes the body of a 200 (an empty one means nothing is playing, as 204 does). Throws DecodeError.
// Thread-safe; keeps a parser per thread, so that a poll does not allocate for the parsing.
player::PlayerState decode_player(const std::string& body);

} // namespace spotify::api
