#include "player/player_state.hpp"

#include <array>
#include <cstdlib>
#include <ostream>

namespace spotify::player {

namespace {

// How far a relinked track's position may be off the expected one. Answers wobble by the way of the network,
// and within this time of its start a track is not told from the end of a skip anyway.
constexpr std::int64_t relink_tolerance_ms = 1500;

class Fields {
public:
    explicit Fields(std::ostream& out)
        : out_(out) {}
    void operator()(const char* name, const std::optional<std::string>& value) const {
        if (value) {
            out_ << ' ' << name << "='" << *value << '\'';
        }
    }
    template <typename Plain>
    void operator()(const char* name, const std::optional<Plain>& value) const {
        if (value) {
            out_ << ' ' << name << '=' << *value;
        }
    }

private:
    std::ostream& out_;
};

template <typename T>
bool differ(const std::optional<T>& one, const std::optional<T>& other) {
    return one && other && *one != *other;
}

template <typename T>
bool agree(const std::optional<T>& one, const std::optional<T>& other) {
    return one && other && *one == *other;
}

bool is_relinked(const PlayerState& before, std::optional<std::int64_t> expected_ms,
                 const PlayerState& after) {
    return before.content == Content::track && after.content == Content::track &&
           agree(before.name, after.name) && agree(before.duration_ms, after.duration_ms) &&
           before.artists == after.artists && expected_ms && after.progress_ms &&
           std::abs(*after.progress_ms - *expected_ms) <= relink_tolerance_ms;
}

} // namespace

std::string_view word(Content content) {
    static constexpr std::array<std::string_view, 6> words{"none",   "track", "episode",
                                                           "advert", "local", "unknown"};
    return words.at(static_cast<std::size_t>(content));
}

std::ostream& operator<<(std::ostream& out, const Device& device) {
    out << "{'" << device.name << "' " << device.type;
    const Fields field(out);
    field("id", device.id);
    field("volume", device.volume_percent);
    field("supports_volume", device.supports_volume);
    out << (device.is_active ? " active" : "") << (device.is_restricted ? " restricted" : "")
        << (device.is_private_session ? " private" : "");
    return out << '}';
}

std::ostream& operator<<(std::ostream& out, const Disallows& disallows) {
    const std::pair<const char*, bool> flags[] = {
        {"interrupting", disallows.interrupting},
        {"pausing", disallows.pausing},
        {"resuming", disallows.resuming},
        {"seeking", disallows.seeking},
        {"skipping_next", disallows.skipping_next},
        {"skipping_prev", disallows.skipping_prev},
        {"toggling_repeat_context", disallows.toggling_repeat_context},
        {"toggling_repeat_track", disallows.toggling_repeat_track},
        {"toggling_shuffle", disallows.toggling_shuffle},
        {"transferring", disallows.transferring},
    };
    out << '{';
    const char* between = "";
    for (const auto& [name, is_set] : flags) {
        if (is_set) {
            out << between << name;
            between = " ";
        }
    }
    return out << '}';
}

std::ostream& operator<<(std::ostream& out, const PlayerState& state) {
    out << '{' << word(state.content) << (state.is_playing ? " playing" : " not playing")
        << (state.is_private ? " private" : "");
    const Fields field(out);
    field("uri", state.uri);
    field("name", state.name);
    for (const auto& artist : state.artists) {
        field("artist", std::optional{artist});
    }
    field("album", state.album);
    field("artwork", state.artwork_url);
    field("url", state.url);
    field("explicit", state.is_explicit);
    field("duration_ms", state.duration_ms);
    field("progress_ms", state.progress_ms);
    field("context", state.context_uri);
    field("context_type", state.context_type);
    field("shuffle", state.shuffle);
    field("repeat", state.repeat);
    if (state.disallows != Disallows{}) {
        out << " disallows=" << state.disallows;
    }
    if (state.device) {
        out << " device=" << *state.device;
    }
    return out << '}';
}

Identity identity_of(const PlayerState& state) {
    return Identity{state.content, state.uri, state.name, state.duration_ms};
}

bool is_same_item(const PlayerState& before, std::optional<std::int64_t> expected_ms,
                  const PlayerState& after) {
    if (identity_of(before) == identity_of(after)) {
        return true;
    }
    if (before.content != after.content || differ(before.name, after.name) ||
        differ(before.duration_ms, after.duration_ms)) {
        return false;
    }
    if (differ(before.uri, after.uri)) {
        return is_relinked(before, expected_ms, after);
    }
    return agree(before.uri, after.uri) ||
           (agree(before.name, after.name) && agree(before.duration_ms, after.duration_ms));
}

} // namespace spotify::player
