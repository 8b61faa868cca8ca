// The control door's part about apps, as the dashboard has it: redirect URIs, secret, owner. All functions
// throw BadInput and then have changed nothing.
#pragma once

#include "fields.hpp"
#include "world.hpp"

#include <string>

namespace sim {

void register_app(World& world, const Fields& fields);
void change_app(App& app, const Fields& fields);

// Never shows the secret, only whether there is one.
json::Object::Ptr app_json(const App& app);

} // namespace sim
