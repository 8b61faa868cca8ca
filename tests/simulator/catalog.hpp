// The invented music that the simulator can play. A value without behaviour: what plays when is decided
// elsewhere.
#pragma once

#include "millis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sim {

enum class ItemKind { track, episode, local, advert, unknown };

struct Artist {
    std::string id; // empty for the artist of a local file
    std::string name;
};

struct Album {
    std::string id;
    std::string name;
    std::string type; // album, single
    std::string release_date;
    std::string release_date_precision; // year, month, day
    std::string image;                  // hash within the address of its pictures; empty: no pictures
    int total_tracks = 0;
};

struct Item {
    ItemKind kind = ItemKind::track;
    std::string id; // empty where the Web API says null
    std::string uri;
    std::string name;
    std::vector<Artist> artists;
    std::size_t album = 0; // of Catalog::albums; for an episode the show stands there
    Millis duration_ms = 0;
    bool is_explicit = false;
    int track_number = 1;
    std::string isrc;
};

class Catalog {
public:
    Catalog();

    const std::vector<Item>& items() const { return items_; }
    const Item& item(std::size_t index) const { return items_.at(index); }
    const Album& album(const Item& item) const { return albums_.at(item.album); }

    std::optional<std::size_t> find(const std::string& uri) const;

    // The tracks of an album or of the one playlist; nothing when the context is not known.
    std::optional<std::vector<std::size_t>> tracks_of(const std::string& context_uri) const;

    // The first item of that kind.
    std::size_t first(ItemKind kind) const;

    // The playlist that holds every track.
    static const std::string playlist_uri;

private:
    std::vector<Album> albums_;
    std::vector<Item> items_;
};

} // namespace sim
