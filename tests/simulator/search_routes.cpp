#include "search_routes.hpp"

#include "item_json.hpp"
#include "item_view.hpp"
#include "playlist_json.hpp"
#include "playlist_routes.hpp"
#include "request_parameters.hpp"
#include "web_api_reply.hpp"

#include <Poco/UTF8String.h>

#include <algorithm>
#include <set>

namespace sim {
namespace {

constexpr Millis last_offset = 1000;

class Search {
public:
    Search(const World& world, const Account& account, const ItemView& view, const std::string& text)
        : world_(world)
        , account_(account)
        , view_(view)
        , text_(Poco::UTF8::toLower(text)) {}

    // By the singular name of the type. The catalogue has no shows, episodes and audiobooks to be found.
    std::vector<json::Var> found(const std::string& type) const {
        if (type == "track")
            return tracks();
        if (type == "album")
            return albums();
        if (type == "artist")
            return artists();
        return type == "playlist" ? playlists() : std::vector<json::Var>();
    }

private:
    bool fits(const std::string& name) const {
        return Poco::UTF8::toLower(name).find(text_) != std::string::npos;
    }
    bool fits(const std::string& name, const std::vector<Artist>& artists) const {
        return fits(name) || std::any_of(artists.begin(), artists.end(),
                                         [this](const Artist& artist) { return fits(artist.name); });
    }

    std::vector<json::Var> tracks() const {
        std::vector<json::Var> list;
        for (const Item& item : world_.catalog.items())
            if (item.kind == ItemKind::track && fits(item.name, item.artists))
                list.push_back(item_json(world_.catalog, item, view_));
        return list;
    }
    std::vector<json::Var> albums() const {
        std::vector<json::Var> list;
        std::set<std::size_t> seen;
        for (const Item& item : world_.catalog.items()) {
            const Album& album = world_.catalog.album(item);
            if (item.kind == ItemKind::track && seen.insert(item.album).second &&
                fits(album.name, item.artists))
                list.push_back(album_json(album, item, view_));
        }
        return list;
    }
    std::vector<json::Var> artists() const {
        std::vector<json::Var> list;
        std::set<std::string> seen;
        for (const Item& item : world_.catalog.items())
            for (const Artist& artist : item.artists)
                if (!artist.id.empty() && seen.insert(artist.id).second && fits(artist.name)) {
                    auto found = artist_json(artist);
                    found->set("images", json::array());
                    list.push_back(found);
                }
        return list;
    }
    std::vector<json::Var> playlists() const {
        std::vector<json::Var> list;
        for (const Playlist& playlist : playlists_of(world_, account_))
            if (fits(playlist.name))
                list.push_back(is_withheld(world_, playlist)
                                   ? json::null()
                                   : json::Var(playlist_json(playlist, {view_, account_.name})));
        return list;
    }

    const World& world_;
    const Account& account_;
    const ItemView& view_;
    std::string text_;
};

HttpReply search(World& world, Account& account, const HttpRequest& request, Millis) {
    const bool development_mode = world.settings.development_mode;
    const std::string text = required(request, "q");
    if (text.empty())
        throw BadRequest("Missing required field: q");
    const std::vector<std::string> types = required_list(request, "type");
    const PageRange range =
        page_range(request, development_mode ? 5 : 20, development_mode ? 10 : 50, last_offset);
    const ItemView view = item_view(world, request);
    const Search search(world, account, view, text);
    static const std::vector<std::string> known{"album", "artist",  "track",    "playlist",
                                                "show",  "episode", "audiobook"};
    auto result = json::object();
    for (const std::string& type : types) {
        if (std::find(known.begin(), known.end(), type) == known.end())
            throw BadRequest("Invalid type");
        result->set(type + 's', page_json("https://api.spotify.com/v1/search", range, search.found(type),
                                          "&query=" + percent_encoded(text) + "&type=" + type));
    }
    return json_reply(result);
}

} // namespace

const std::vector<Route>& search_routes() {
    static const std::vector<Route> routes{{"GET", "/v1/search", {}, false, search}};
    return routes;
}

} // namespace sim
