#include "api/decode_playlists.hpp"

#include "api/item_fields.hpp"

#include <limits>

namespace spotify::api {

PlaylistPage decode_playlists(const std::string& body, PictureHosts hosts) {
    json::Document document(body);
    json::object& root = document.root();
    PlaylistPage page;
    json::read_number(root, "total", 0, std::numeric_limits<std::int64_t>::max(), page.total);
    std::optional<std::string> next;
    read_filled_text(root, "next", next);
    page.has_next = next.has_value();
    json::array entries;
    if (!read_entries(root, entries)) {
        throw json::NotJson("the answer holds no list");
    }
    for (auto entry : entries) {
        json::object fields;
        if (!json::good(entry.get_object().get(fields))) {
            continue;
        }
        std::optional<std::string> uri;
        read_filled_text(fields, "uri", uri);
        if (!uri) {
            continue;
        }
        Playlist playlist{std::nullopt, std::move(*uri), std::nullopt};
        read_filled_text(fields, "name", playlist.name);
        read_artwork(fields, hosts, playlist.artwork_url);
        page.playlists.push_back(std::move(playlist));
    }
    return page;
}

} // namespace spotify::api
