// What a preset of the config is. Pure.
#pragma once

#include "player/spotify_uri.hpp"

#include <optional>
#include <string>

namespace plugin {

struct Preset {
    std::string name;
    spotify::player::SpotifyUri uri;
    std::optional<bool> shuffle; // nothing: left as it is
    bool resume = false;
    std::optional<std::string> artwork_url;
    bool operator==(const Preset&) const = default;
};

} // namespace plugin
