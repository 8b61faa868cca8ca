// What Spotify says is playing, as a value: compare it, copy it, print it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotify::player {

enum class Content { none, track, episode, advert, local, unknown };

std::string_view word(Content content);

struct Device {
    std::optional<std::string> id; // null for restricted ones, Sonos for example
    std::string name;
    std::string type;
    bool is_restricted = false;
    std::optional<std::int64_t> volume_percent; // 0 to 100
    bool operator==(const Device&) const = default;
};

// Nothing playing is the value PlayerState{}. What Spotify did not tell is empty.
struct PlayerState {
    Content content = Content::none;
    bool is_playing = false;
    std::optional<std::string> uri;
    std::optional<std::string> name;
    std::vector<std::string> artists; // the show, for an episode
    std::optional<std::string> album; // the publisher, for an episode
    std::optional<std::string> artwork_url;
    std::optional<std::string> url; // of the item's page at Spotify
    std::optional<std::int64_t> duration_ms;
    std::optional<std::int64_t> progress_ms; // 0 to duration_ms
    std::optional<bool> shuffle;
    std::optional<std::string> repeat; // off, context, track, or what Spotify thinks of next
    std::optional<Device> device;
    bool operator==(const PlayerState&) const = default;
};

std::ostream& operator<<(std::ostream& out, const PlayerState& state);

// What is loaded, apart from how far it has come. The uri alone does not do: two local files may both lack
// one, and relinking changes it (reference 4.3).
struct Identity {
    Content content = Content::none;
    std::optional<std::string> uri;
    std::optional<std::string> name;
    std::optional<std::int64_t> duration_ms;
    bool operator==(const Identity&) const = default;
};

Identity identity_of(const PlayerState& state);

} // namespace spotify::player
