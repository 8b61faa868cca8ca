#include "player/player_state.hpp"

#include <array>
#include <ostream>

namespace spotify::player {

std::string_view word(Content content) {
    static constexpr std::array<std::string_view, 6> words{"none",   "track", "episode",
                                                           "advert", "local", "unknown"};
    return words.at(static_cast<std::size_t>(content));
}

std::ostream& operator<<(std::ostream& out, const PlayerState& state) {
    const auto number = [&out](const char* name, const std::optional<std::int64_t>& value) {
        if (value) {
            out << ' ' << name << '=' << *value;
        }
    };
    const auto text = [&out](const char* name, const std::optional<std::string>& value) {
        if (value) {
            out << ' ' << name << "='" << *value << '\'';
        }
    };
    out << '{' << word(state.content) << (state.is_playing ? " playing" : " not playing");
    text("uri", state.uri);
    text("name", state.name);
    for (const auto& artist : state.artists) {
        text("artist", artist);
    }
    text("album", state.album);
    text("artwork", state.artwork_url);
    text("url", state.url);
    number("duration_ms", state.duration_ms);
    number("progress_ms", state.progress_ms);
    if (state.shuffle) {
        out << " shuffle=" << *state.shuffle;
    }
    text("repeat", state.repeat);
    if (state.device) {
        text("device", state.device->name);
        number("volume", state.device->volume_percent);
    }
    return out << '}';
}

Identity identity_of(const PlayerState& state) {
    return Identity{state.content, state.uri, state.name, state.duration_ms};
}

} // namespace spotify::player
