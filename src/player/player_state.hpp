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
    std::string name;              // of any characters; two devices may have the same
    std::string type;              // Speaker, tv, ...: an open list, to be compared without case
    bool is_restricted = false;    // takes no commands
    std::optional<std::int64_t> volume_percent = std::nullopt; // 0 to 100
    bool is_active = false;                                    // at most one of an account's is
    std::optional<bool> supports_volume = std::nullopt;        // older answers do not tell
    bool is_private_session = false;
    bool operator==(const Device&) const = default;
};

// What must not be asked for now. `resuming` is usual while something plays.
struct Disallows {
    bool interrupting = false;
    bool pausing = false;
    bool resuming = false;
    bool seeking = false;
    bool skipping_next = false;
    bool skipping_prev = false;
    bool toggling_repeat_context = false;
    bool toggling_repeat_track = false;
    bool toggling_shuffle = false;
    bool transferring = false;
    bool operator==(const Disallows&) const = default;
};

// Nothing playing is the value PlayerState{}. What Spotify did not tell is empty.
struct PlayerState {
    Content content = Content::none;
    bool is_playing = false;
    // False only as decoded: the answer did not say whether it plays, which is not known then and not false.
    bool tells_playing = true;
    bool is_private = false; // a private session: the rest is as for nothing playing, whatever plays
    std::optional<std::string> uri;
    std::optional<std::string> name;
    std::vector<std::string> artists; // for an episode its show's publisher, or the show where none is told
    std::optional<std::string> album; // the show, for an episode
    std::optional<std::string> artwork_url;
    std::optional<std::string> url; // of the item's page at Spotify
    std::optional<bool> is_explicit;
    std::optional<std::int64_t> duration_ms;
    std::optional<std::int64_t> progress_ms; // 0 to duration_ms
    std::optional<std::string> context_uri;  // of the playlist, album, ... it plays from; may be old style
    std::optional<std::string> context_type; // playlist, album, artist, show, collection, or a newer one
    std::optional<bool> shuffle;
    std::optional<std::string> repeat; // off, context, track, or what Spotify thinks of next
    Disallows disallows;
    std::optional<Device> device;
    bool operator==(const PlayerState&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Device& device);
std::ostream& operator<<(std::ostream& out, const Disallows& disallows);
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

// Whether `after` still has the item loaded that `before` had: what decides that a track has changed.
// `expected_ms` is where the position would be in `after` had `before` simply gone on (position_at); empty
// when that is not known, after a time of nothing for example.
//
// Equal identities are the same item. Besides them
// - a field that is missing on one side contradicts nothing, since a bad field may cost one answer its name:
//   the same uri, or the same name and duration, are enough as long as no field says otherwise;
// - a track of another uri but the same name, artists and duration is the same one, relinked, if the position
//   went on as expected. Relinking gives the same recording another uri in the middle of it, and answers
//   may go back and forth between the two. The next track starts from its beginning, so two releases of one
//   song in a row stay two. Local files and episodes are never relinked.
bool is_same_item(const PlayerState& before, std::optional<std::int64_t> expected_ms,
                  const PlayerState& after);

} // namespace spotify::player
