// The control door's sign-in without a browser: the same checks by the same code as the pages.
#pragma once

#include "fields.hpp"
#include "world.hpp"

namespace sim {

// {"redirect_url": ".."} or {"page": "what the person would see"}. Throws BadInput.
json::Object::Ptr authorize_without_browser(World& world, const Account& account, const Fields& fields,
                                            Millis now);

} // namespace sim
