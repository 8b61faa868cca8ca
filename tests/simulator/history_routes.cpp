#include "history_routes.hpp"

#include "item_json.hpp"
#include "item_view.hpp"
#include "playback_json.hpp"
#include "request_parameters.hpp"
#include "web_api_reply.hpp"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <cstdint>

namespace sim {
namespace {

std::string date_text(Millis at) {
    return Poco::DateTimeFormatter::format(Poco::Timestamp(at * 1000), "%Y-%m-%dT%H:%M:%S.%iZ");
}

HttpReply get_recently_played(World& world, Account& account, const HttpRequest& request, Millis now) {
    const auto limit = static_cast<std::size_t>(number_or(request, "limit", 1, 50, 20));
    if (request.parameter("after") && request.parameter("before"))
        throw BadRequest("Can't have both after and before");
    const Millis after = number_or(request, "after", 0, INT64_MAX, -1);
    const Millis before = number_or(request, "before", 0, INT64_MAX, INT64_MAX);
    const ItemView view = item_view(world, request);

    auto items = json::array();
    const Millis offset = world.weather.clock_offset;
    Millis newest = 0;
    Millis oldest = 0;
    bool more = false;
    for (const Played& played : account.playback.shown(now).history) {
        const Item& item = world.catalog.item(played.item);
        const Millis until = played.until + offset;
        if (item.kind != ItemKind::track || until <= after || until >= before)
            continue;
        more = items->size() == limit;
        if (more)
            break;
        newest = items->size() == 0 ? until : newest;
        oldest = until;
        items->add(json::object({{"track", item_json(world.catalog, item, view)},
                                 {"played_at", date_text(until)},
                                 {"context", context_json(played.context_uri, item)}}));
    }

    const std::string address = "https://api.spotify.com/v1/me/player/recently-played";
    const std::string end = "limit=" + std::to_string(limit);
    auto page = json::object({{"items", items}});
    page->set("next",
              more ? json::Var(address + "?before=" + std::to_string(oldest) + '&' + end) : json::null());
    page->set("cursors", items->size() == 0 ? json::null()
                                            : json::Var(json::object({{"after", std::to_string(newest)},
                                                                      {"before", std::to_string(oldest)}})));
    page->set("limit", limit);
    page->set("href", address + '?' + end);
    return json_reply(page);
}

} // namespace

const std::vector<Route>& history_routes() {
    static const std::vector<Route> routes{
        {"GET", "/v1/me/player/recently-played", {"user-read-recently-played"}, false, get_recently_played}};
    return routes;
}

} // namespace sim
