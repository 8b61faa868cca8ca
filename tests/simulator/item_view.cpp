#include "item_view.hpp"

namespace sim {

ItemView item_view(const World& world, const HttpRequest& request) {
    return {world.settings.development_mode, request.parameter("market").has_value(),
            world.settings.pictures_url};
}

} // namespace sim
