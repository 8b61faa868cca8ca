// A link that a person gave for something to be played. Pure.
#pragma once

#include "player/spotify_uri.hpp"

#include <optional>
#include <string>

namespace plugin {

enum class Playable {
    item,            // a track or an episode
    item_or_context, // or what holds several of them
};

struct PlayableUri {
    std::optional<spotify::player::SpotifyUri> uri;
    std::string problem; // where there is none: what is wrong with the text, to follow the name of its place
};

PlayableUri playable_uri(const std::string& text, Playable what);

} // namespace plugin
