// What Spotify says is playing, as a value: compare it, copy it, print it.
#pragma once

#include "base/shared.hpp"

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
    std::optional<std::string> id = std::nullopt; // null for restricted ones, Sonos for example
    std::string name = {};                        // of any characters; two devices may have the same
    std::string type = {};      // Speaker, tv, ...: an open list, to be compared without case
    bool is_restricted = false; // takes no commands
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

// What is loaded. What Spotify did not tell is empty. An audiobook comes as an episode whose show is the book.
struct Item {
    Content content = Content::none;
    std::optional<std::string> uri = std::nullopt;
    std::optional<std::string> name = std::nullopt;
    std::vector<std::string> artists =
        {}; // for an episode its show's publisher, or the show where none is told
    std::optional<std::string> album = std::nullopt; // the show, for an episode
    std::optional<std::string> artwork_url = std::nullopt;
    std::optional<std::string> url = std::nullopt; // of its page at Spotify
    std::optional<bool> is_explicit = std::nullopt;
    std::optional<std::int64_t> duration_ms = std::nullopt;
    bool operator==(const Item&) const = default;
};

// The playlist, album, ... that an item plays from.
struct Context {
    std::optional<std::string> uri = std::nullopt; // may be old style
    std::optional<std::string> type =
        std::nullopt; // playlist, album, artist, show, collection, or a newer one
    bool operator==(const Context&) const = default;
};

// Nothing playing is the value PlayerState{}. What Spotify did not tell is empty. What is long and seldom changes is
// shared by all copies, the believed, the shown and the published one.
struct PlayerState {
    Shared<Item> item; // nothing: none is loaded
    bool is_playing = false;
    // False only as decoded: the answer did not say whether it plays, which is not known then and not false.
    bool tells_playing = true;
    bool is_private = false; // a private session: the rest is as for nothing playing, whatever plays
    Disallows disallows;
    std::optional<bool> shuffle;
    std::optional<std::int64_t> progress_ms; // 0 to the item's duration_ms
    Shared<Context> context;
    std::optional<std::string> repeat; // off, context, track, or what Spotify thinks of next
    Shared<Device> device;             // nothing: none is active
    bool operator==(const PlayerState&) const = default;

    // What is equal in `before` is the same constant from now on.
    void unite(const PlayerState& before) {
        item.unite(before.item);
        context.unite(before.context);
        device.unite(before.device);
    }
};

std::ostream& operator<<(std::ostream& out, const Device& device);
std::ostream& operator<<(std::ostream& out, const Disallows& disallows);
std::ostream& operator<<(std::ostream& out, const PlayerState& state);

// Whether the two have the same content, uri, name and duration loaded, however far it has come. The uri alone does not
// do: two local files may both lack one, and relinking changes it (reference 4.3).
bool have_same_identity(const PlayerState& one, const PlayerState& other);

// Whether `after` still has the item loaded that `before` had: what decides that a track has changed.
// `expected_ms` is where the position would be in `after` had `before` simply gone on (position_at); empty
// when that is not known, after a time of nothing for example.
//
// The same identity is the same item. Besides that
// - a field that is missing on one side contradicts nothing, since a bad field may cost one answer its name:
//   the same uri, or the same name and duration, are enough as long as no field says otherwise;
// - a track of another uri but the same name, artists and duration is the same one, relinked, if the position
//   went on as expected. Relinking gives the same recording another uri in the middle of it, and answers
//   may go back and forth between the two. The next track starts from its beginning, so two releases of one
//   song in a row stay two. Local files and episodes are never relinked.
bool is_same_item(const PlayerState& before, std::optional<std::int64_t> expected_ms,
                  const PlayerState& after);

} // namespace spotify::player
