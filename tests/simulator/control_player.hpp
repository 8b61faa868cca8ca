// The control door's view of a player, and changes to it that come from outside of the Web API.
#pragma once

#include "fields.hpp"
#include "world.hpp"

namespace sim {

json::Object::Ptr true_player_json(const World& world, Account& account, Millis now);

// PATCH /accounts/NAME/player. Checks everything before it changes anything; throws BadInput.
void change_player(World& world, Account& account, const Fields& fields, Millis now);

} // namespace sim
