#include "route.hpp"

#include "history_routes.hpp"
#include "library_routes.hpp"
#include "player_routes.hpp"
#include "playlist_routes.hpp"
#include "search_routes.hpp"

#include <string_view>

namespace sim {

bool leads_to(const std::string& path, const Route& route) {
    constexpr std::string_view placeholder = "{id}";
    const std::string_view pattern = route.path;
    const std::size_t open = pattern.find(placeholder);
    if (open == std::string_view::npos)
        return path == pattern;
    const std::string_view before = pattern.substr(0, open);
    const std::string_view after = pattern.substr(open + placeholder.size());
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
        return false;
    const std::size_t length = path.size() - before.size() - after.size();
    return path.substr(before.size(), length).find('/') == std::string::npos;
}

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
