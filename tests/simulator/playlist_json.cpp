#include "playlist_json.hpp"

#include "covers.hpp"

namespace sim {
namespace {

constexpr std::size_t first_entries = 100;

std::string address(const Playlist& playlist) {
    return "https://api.spotify.com/v1/playlists/" + playlist.id;
}

json::Object::Ptr person_json(const std::string& id) {
    return json::object(
        {{"external_urls", json::object({{"spotify", "https://open.spotify.com/user/" + id}})},
         {"href", "https://api.spotify.com/v1/users/" + id},
         {"id", id},
         {"type", "user"},
         {"uri", "spotify:user:" + id}});
}

json::Object::Ptr owner_json(const Playlist& playlist, const std::string& listener) {
    std::string id = "spotify";
    std::string name = "Spotify";
    if (playlist.owner == PlaylistOwner::listener) {
        id = "user_" + listener;
        name = listener;
    } else if (playlist.owner == PlaylistOwner::somebody) {
        id = "bjorn_1987";
        name = "Björn Å.";
    }
    auto owner = person_json(id);
    owner->set("display_name", name);
    return owner;
}

// Covers that people upload have no sizes.
json::Var images_json(const Playlist& playlist, const ItemView& view) {
    if (playlist.image.empty())
        return json::null();
    const std::string url = view.pictures_url.empty() ? "https://mosaic.scdn.co/640/" + playlist.image
                                                      : view.pictures_url + '/' + cover_name(playlist);
    return json::array({json::object({{"height", json::null()}, {"url", url}, {"width", json::null()}})});
}

json::Object::Ptr reference_json(const Playlist& playlist, const std::string& part) {
    return json::object({{"href", address(playlist) + '/' + part}, {"total", playlist.entries.size()}});
}

json::Object::Ptr entry_json(const Catalog& catalog, const std::optional<std::size_t>& index,
                             const PlaylistView& view) {
    const bool local = index && catalog.item(*index).kind == ItemKind::local;
    const json::Var item = index ? item_json(catalog, catalog.item(*index), view.items) : json::null();
    auto entry = json::object({{"added_at", "2025-07-29T21:11:55Z"},
                               {"added_by", person_json("user_" + view.listener)},
                               {"is_local", local},
                               {"primary_color", json::null()}});
    if (!view.items.development_mode)
        entry->set("track", item);
    entry->set("item", item);
    entry->set("video_thumbnail", json::object({{"url", json::null()}}));
    return entry;
}

} // namespace

json::Object::Ptr playlist_json(const Playlist& playlist, const PlaylistView& view) {
    auto result = json::object(
        {{"collaborative", playlist.collaborative},
         {"description", playlist.description},
         {"external_urls", json::object({{"spotify", "https://open.spotify.com/playlist/" + playlist.id}})},
         {"href", address(playlist)},
         {"id", playlist.id},
         {"images", images_json(playlist, view.items)},
         {"name", playlist.name},
         {"owner", owner_json(playlist, view.listener)},
         {"primary_color", json::null()},
         {"public", !playlist.collaborative},
         {"snapshot_id", "AAAA" + playlist.id}});
    if (!view.items.development_mode)
        result->set("tracks", reference_json(playlist, "tracks"));
    result->set("items", reference_json(playlist, "items"));
    result->set("type", "playlist");
    result->set("uri", playlist.uri());
    return result;
}

json::Object::Ptr whole_playlist_json(const Catalog& catalog, const Playlist& playlist,
                                      const PlaylistView& view) {
    auto result = playlist_json(playlist, view);
    result->set("followers", json::object({{"href", json::null()}, {"total", 0}}));
    for (const std::string part : {"tracks", "items"}) {
        if (!playlist.shows_entries())
            result->remove(part);
        else if (result->has(part))
            result->set(part, playlist_entries_json(catalog, playlist, view, {0, first_entries}, part));
    }
    return result;
}

json::Object::Ptr playlist_entries_json(const Catalog& catalog, const Playlist& playlist,
                                        const PlaylistView& view, const PageRange& range,
                                        const std::string& part) {
    std::vector<json::Var> entries;
    for (const auto& index : playlist.entries)
        entries.push_back(entry_json(catalog, index, view));
    return page_json(address(playlist) + '/' + part, range, entries);
}

} // namespace sim
