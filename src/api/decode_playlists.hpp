// A page of GET /me/playlists. Pure.
#pragma once

#include "api/picture_hosts.hpp"
#include "base/not_json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spotify::api {

struct Playlist {
    std::optional<std::string> name;
    std::string uri;
    std::optional<std::string> artwork_url; // good for less than a day (reference 4.6)
    bool operator==(const Playlist&) const = default;
};

struct PlaylistPage {
    std::vector<Playlist> playlists;
    std::optional<std::int64_t> total; // over all pages
    bool has_next = false;
    bool operator==(const PlaylistPage&) const = default;
};

// An entry without uri is left out: it could not be played. Throws json::NotJson, also where there is no list: that is not known and not empty. Thread-safe.
PlaylistPage decode_playlists(const std::string& body, PictureHosts hosts = PictureHosts::web);

} // namespace spotify::api
