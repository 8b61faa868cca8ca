#include "playlist_routes.hpp"

#include "bearer.hpp"
#include "item_view.hpp"
#include "playlist_json.hpp"
#include "request_parameters.hpp"
#include "scopes.hpp"
#include "web_api_reply.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr Millis most_entries = 50;
constexpr Millis last_offset = 100'000;

PlaylistView view_for(const World& world, const Account& account, const HttpRequest& request) {
    return {item_view(world, request), account.name};
}

HttpReply get_my_playlists(World& world, Account& account, const HttpRequest& request, Millis) {
    const PageRange range = page_range(request, 20, most_entries, last_offset);
    const AccessToken* token = world.tokens.find_access(bearer_token(request));
    const bool shared_too = token && has_scope(token->scopes, "playlist-read-collaborative");
    const PlaylistView view = view_for(world, account, request);
    std::vector<json::Var> entries;
    for (const Playlist& playlist : playlists_of(world, account)) {
        if (playlist.collaborative && !shared_too)
            continue;
        if (is_withheld(world, playlist)) {
            if (world.settings.null_playlist_entry)
                entries.push_back(json::null());
            continue;
        }
        entries.push_back(playlist_json(playlist, view));
    }
    return json_reply(
        page_json("https://api.spotify.com/v1/users/user_" + account.name + "/playlists", range, entries));
}

// Null for those that are not there, or not for this app.
const Playlist* playlist_asked_for(const World& world, const HttpRequest& request) {
    const std::string rest = request.path.substr(std::string("/v1/playlists/").size());
    const std::string id = rest.substr(0, rest.find('/'));
    const auto& all = world.catalog.playlists();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Playlist& playlist) { return playlist.id == id; });
    return found == all.end() || is_withheld(world, *found) ? nullptr : &*found;
}

HttpReply get_playlist(World& world, Account& account, const HttpRequest& request, Millis) {
    const Playlist* playlist = playlist_asked_for(world, request);
    if (!playlist)
        return error_reply(404, "Resource not found");
    return json_reply(whole_playlist_json(world.catalog, *playlist, view_for(world, account, request)));
}

HttpReply get_entries(World& world, Account& account, const HttpRequest& request, Millis) {
    const PageRange range = page_range(request, 20, most_entries, last_offset);
    const Playlist* playlist = playlist_asked_for(world, request);
    if (!playlist)
        return error_reply(404, "Resource not found");
    if (!playlist->shows_entries())
        return error_reply(403, "Forbidden");
    return json_reply(playlist_entries_json(world.catalog, *playlist, view_for(world, account, request),
                                            range, request.path.ends_with("/tracks") ? "tracks" : "items"));
}

} // namespace

std::vector<Playlist> playlists_of(const World& world, const Account& account) {
    const auto& all = world.catalog.playlists();
    const std::size_t named = all.size() - Catalog::numbered_playlists;
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(named + account.more_playlists)};
}

bool is_withheld(const World& world, const Playlist& playlist) {
    return world.settings.development_mode && playlist.owner == PlaylistOwner::spotify;
}

const std::vector<Route>& playlist_routes() {
    static const std::vector<std::string> read{"playlist-read-private"};
    static const std::vector<Route> routes{
        {"GET", "/v1/me/playlists", read, false, get_my_playlists},
        {"GET", "/v1/playlists/{id}", {}, false, get_playlist},
        {"GET", "/v1/playlists/{id}/items", read, false, get_entries},
        {"GET", "/v1/playlists/{id}/tracks", read, false, get_entries}, // as it was called
    };
    return routes;
}

} // namespace sim
