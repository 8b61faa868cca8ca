// What can be asked of the player, what it promises to the panel, and what becomes of several that wait.
// Pure.
#pragma once

#include "player/shown.hpp"
#include "player/spotify_uri.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace spotify::player {

struct Play {
    bool operator==(const Play&) const = default;
};
struct Pause {
    bool operator==(const Pause&) const = default;
};
struct Next {
    bool operator==(const Next&) const = default;
};
struct Previous {
    bool operator==(const Previous&) const = default;
};
struct Seek {
    std::int64_t position_ms = 0; // 0 and more; past the end means the next item
    bool operator==(const Seek&) const = default;
};
struct SetVolume {
    std::int64_t percent = 0; // 0 to 100
    bool operator==(const SetVolume&) const = default;
};
struct SetShuffle {
    bool shuffle = false;
    bool operator==(const SetShuffle&) const = default;
};
struct SetRepeat {
    std::string mode; // off, context, track
    bool operator==(const SetRepeat&) const = default;
};
struct Transfer {
    std::string device_name;
    bool operator==(const Transfer&) const = default;
};
struct PlayUri {
    SpotifyUri uri;
    bool operator==(const PlayUri&) const = default;
};
struct Enqueue {
    SpotifyUri uri; // a track or an episode
    bool operator==(const Enqueue&) const = default;
};
struct SetFavorite {
    std::string uri;
    bool favorite = true;
    bool operator==(const SetFavorite&) const = default;
};

using Command = std::variant<Play, Pause, Next, Previous, Seek, SetVolume, SetShuffle, SetRepeat, Transfer,
                             PlayUri, Enqueue, SetFavorite>;

// What a newer command does to an older one that has not been sent.
enum class Meeting {
    apart,    // both are done
    replaces, // the newest wish counts: the older one is dropped
    cancels,  // next and previous: neither is done, and both have their wish
};
Meeting meet(const Command& newer, const Command& older);

// Presses of next and previous that wait add up, within reason; queue_uri likewise.
inline constexpr std::size_t most_steps = 10;
bool is_step(const Command& command);

// Whether the player is that way already, so that nothing has to be sent. Spotify refuses a pause of what is
// paused (reference 5.2).
bool is_fulfilled(const Command& command, const PlayerState& state);

// What a panel may show at once, the command having been given at `at`. What cannot be foretold (what the
// next item is, say) stays as it is.
Shown promised(Shown shown, const Command& command, TimePoint at);

// Doing it twice comes to the same as doing it once.
bool is_idempotent(const Command& command);

} // namespace spotify::player
