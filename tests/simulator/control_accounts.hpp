// The control door's part about accounts: makes them, shows and changes their players, and spoils their
// tokens. All functions throw BadInput.
#pragma once

#include "fields.hpp"
#include "http_message.hpp"
#include "world.hpp"

#include <string>

namespace sim {

// Shared by POST /accounts and the account files of the command line. Returns {"refresh_token": ".."}.
json::Object::Ptr create_account(World& world, const Fields& fields, Millis now);

// What stands behind /accounts/NAME: `rest` is "", "authorize", "grant", "library", "player" or
// "tokens".
HttpReply control_account(World& world, Account& account, const std::string& method, const std::string& rest,
                          const Fields& fields, Millis now);

} // namespace sim
