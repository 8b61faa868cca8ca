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

enum class PlaylistOwner { listener, somebody, spotify };

// Every account has the same playlists; those of the listener belong to whoever asks.
struct Playlist {
    std::string id;
    std::string name;
    std::string description; // with the entities of HTML, as the Web API has it
    PlaylistOwner owner = PlaylistOwner::listener;
    bool collaborative = false;
    std::string image; // as Album::image; empty: null in place of pictures
    // Items of the catalogue; nothing: it was removed, and null stands there.
    std::vector<std::optional<std::size_t>> entries;

    std::string uri() const { return "spotify:playlist:" + id; }
    // Others only show that they exist.
    bool shows_entries() const { return owner == PlaylistOwner::listener || collaborative; }
};

class Catalog {
public:
    Catalog();

    const std::vector<Item>& items() const { return items_; }
    const Item& item(std::size_t index) const { return items_.at(index); }
    const std::vector<Album>& albums() const { return albums_; }
    const Album& album(const Item& item) const { return albums_.at(item.album); }

    std::optional<std::size_t> find(const std::string& uri) const;

    // The named playlists, then the numbered ones, which are there to make long lists of.
    const std::vector<Playlist>& playlists() const { return playlists_; }
    static constexpr std::size_t numbered_playlists = 200;

    // The tracks of an album or of a playlist; nothing when the context is not known or empty.
    std::optional<std::vector<std::size_t>> tracks_of(const std::string& context_uri) const;

    // The first item of that kind.
    std::size_t first(ItemKind kind) const;

    // The playlist that holds every track.
    static constexpr const char* playlist_uri = "spotify:playlist:5kYtQ0vWmHnRzXcBdLpJ2s";

private:
    void add_playlists();

    std::vector<Album> albums_;
    std::vector<Item> items_;
    std::vector<Playlist> playlists_;
};

} // namespace sim
