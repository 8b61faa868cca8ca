// Playlists in the form of the Web API.
#pragma once

#include "item_json.hpp"
#include "page.hpp"

#include <string>
#include <vector>

namespace sim {

struct PlaylistView {
    ItemView items;       // outside of Development Mode the old names stand beside the new ones
    std::string listener; // name of the account that asks
};

// As lists show it: how many entries it has, not which.
json::Object::Ptr playlist_json(const Playlist& playlist, const PlaylistView& view);

// With its first entries, unless it keeps them to its owner.
json::Object::Ptr whole_playlist_json(const Catalog& catalog, const Playlist& playlist,
                                      const PlaylistView& view);

// `part` is how the address ends: items, or tracks as it was called.
json::Object::Ptr playlist_entries_json(const Catalog& catalog, const Playlist& playlist,
                                        const PlaylistView& view, const PageRange& range,
                                        const std::string& part);

} // namespace sim
