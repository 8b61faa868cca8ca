// What a person wants of the player, some of it relative to what the panel shows: turned into a command by
// what was shown when the finger came down. Pure.
#pragma once

#include "base/outcome.hpp"
#include "player/command.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace spotify::player {

struct PlayPause {};
struct SkipBy {
    std::int64_t delta_ms = 0;
};
struct ChangeVolume {
    std::int64_t delta = 0; // percent points
};
struct Mute {
    std::optional<bool> muted; // nothing: the other way round
};
struct Duck {
    bool ducked = true;
};
struct ToggleShuffle {};
struct CycleRepeat {};            // off, context, track, off
struct Favorite {                 // of what plays
    std::optional<bool> favorite; // nothing: the other way round
};
struct PlayPreset {
    SpotifyUri uri;
    bool resume = false;                        // where it is loaded already, go on instead of beginning anew
    std::optional<bool> shuffle = std::nullopt; // set once it plays; nothing: as it is
};

using Wish = std::variant<Play, Pause, Next, Previous, Seek, SetVolume, SetShuffle, SetRepeat, Transfer,
                          PlayUri, Enqueue, PlayPause, SkipBy, ChangeVolume, Mute, Duck, ToggleShuffle,
                          CycleRepeat, Favorite, PlayPreset>;

// Whether it is decided by what is shown, so that old knowledge makes another command of it.
bool is_relative(const Wish& wish);

// Whether `newer` changes what `older`, a relative wish, acts on: then their order counts.
bool is_of_the_same(const Wish& older, const Wish& newer);

// What has to be remembered between wishes: the volume to go back to.
struct VolumeMemory {
    std::optional<std::int64_t> before_mute;
    std::optional<std::int64_t> before_duck;
    bool operator==(const VolumeMemory&) const = default;
};

// To which the volume goes for an announcement, of what it was.
inline constexpr std::int64_t ducked_share = 25; // percent
// Where nothing is remembered: audible, and startles nobody.
inline constexpr std::int64_t unmuted_volume = 25; // percent

struct Situation {
    const Shown& shown;
    TimePoint now;
    std::optional<bool> is_favorite; // of what plays
    std::int64_t volume_limit = 100; // percent
    std::string zone;                // the device meant, by name; empty: whichever is active
    bool is_known = true;            // `shown` is what Spotify said once, and not the nothing of before that
};

struct Resolved {
    std::optional<Command> command;             // to be sent
    Outcome outcome;                            // what it comes to where there is none
    std::optional<Command> then = std::nullopt; // to be sent once that was taken, as a part of it
};

// Also remembers what it needs to undo a mute or a duck later.
Resolved resolve(const Wish& wish, const Situation& situation, VolumeMemory& memory);

} // namespace spotify::player
