// The control door's view of what an account has saved.
#pragma once

#include "fields.hpp"
#include "world.hpp"

namespace sim {

json::Object::Ptr library_json(const Account& account);

// PATCH /accounts/NAME/library. Throws BadInput and then has changed nothing.
void change_library(Account& account, const Fields& fields);

} // namespace sim
