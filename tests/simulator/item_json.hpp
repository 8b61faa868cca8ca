// Tracks, episodes and local files in the form of the Web API.
#pragma once

#include "catalog.hpp"
#include "json.hpp"

#include <string>

namespace sim {

struct ItemView {
    bool development_mode = true; // the fields of February 2026 are gone
    bool market_given = false;    // adds is_playable
    std::string pictures_url{};   // as Settings::pictures_url
};

// Null for what the Web API shows as no item: adverts and unknown content.
json::Var item_json(const Catalog& catalog, const Item& item, const ItemView& view);

// `item` is one of the album's tracks: its artists are taken for those of the album.
json::Object::Ptr album_json(const Album& album, const Item& item, const ItemView& view);
json::Object::Ptr artist_json(const Artist& artist);

} // namespace sim
