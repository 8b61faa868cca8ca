// The answer of GET /search, all kinds in one list. Pure.
#pragma once

#include "api/picture_hosts.hpp"
#include "base/not_json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace spotify::api {

struct SearchResult {
    std::string kind; // track, album, artist, playlist, show, episode or audiobook
    std::optional<std::string> name;
    std::string uri;
    // Who made it, "First, Second": a playlist's owner, a show's publisher, an episode's show where it is
    // told, an audiobook's authors. Empty for an artist.
    std::optional<std::string> artist;
    std::optional<std::string> artwork_url;
    bool operator==(const SearchResult&) const = default;
};

// Kind by kind in the order above, and within a kind in Spotify's order. Entries that are null or lack the
// uri are left out. Throws json::NotJson. Thread-safe.
std::vector<SearchResult> decode_search(const std::string& body, PictureHosts hosts = PictureHosts::web);

} // namespace spotify::api
