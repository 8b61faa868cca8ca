// How the items of an answer are shown: by what the simulator is set to, and by what the request asks for.
#pragma once

#include "http_message.hpp"
#include "item_json.hpp"
#include "world.hpp"

namespace sim {

ItemView item_view(const World& world, const HttpRequest& request);

} // namespace sim
