#include "route.hpp"

#include "history_routes.hpp"
#include "library_routes.hpp"
#include "player_routes.hpp"
#include "playlist_routes.hpp"
#include "search_routes.hpp"

namespace sim {

const std::vector<Route>& routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> joined;
        for (const auto* part :
             {&player_routes(), &history_routes(), &playlist_routes(), &library_routes(), &search_routes()})
            joined.insert(joined.end(), part->begin(), part->end());
        return joined;
    }();
    return all;
}

} // namespace sim
