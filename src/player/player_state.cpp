#include "player/player_state.hpp"

#include <array>
#include <cstdlib>
#include <ostream>
#include <tuple>

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
    return before.item->content == Content::track && after.item->content == Content::track &&
           agree(before.item->name, after.item->name) &&
           agree(before.item->duration_ms, after.item->duration_ms) &&
           before.item->artists == after.item->artists && expected_ms && after.progress_ms &&
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
    const auto& item = *state.item;
    out << '{' << word(item.content) << (state.is_playing ? " playing" : " not playing")
        << (state.is_private ? " private" : "");
    const Fields field(out);
    field("uri", item.uri);
    field("name", item.name);
    for (const auto& artist : item.artists) {
        field("artist", std::optional{artist});
    }
    field("album", item.album);
    field("artwork", item.artwork_url);
    field("url", item.url);
    field("explicit", item.is_explicit);
    field("duration_ms", item.duration_ms);
    field("progress_ms", state.progress_ms);
    field("context", state.context->uri);
    field("context_type", state.context->type);
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

bool have_same_identity(const PlayerState& one, const PlayerState& other) {
    const auto parts = [](const Item& item) {
        return std::tie(item.content, item.uri, item.name, item.duration_ms);
    };
    return one.item.is_same(other.item) || parts(*one.item) == parts(*other.item);
}

bool is_same_item(const PlayerState& before, std::optional<std::int64_t> expected_ms,
                  const PlayerState& after) {
    if (have_same_identity(before, after)) {
        return true;
    }
    const auto& was = *before.item;
    const auto& is = *after.item;
    if (was.content != is.content || differ(was.name, is.name) || differ(was.duration_ms, is.duration_ms)) {
        return false;
    }
    if (differ(was.uri, is.uri)) {
        return is_relinked(before, expected_ms, after);
    }
    return agree(was.uri, is.uri) || (agree(was.name, is.name) && agree(was.duration_ms, is.duration_ms));
}

} // namespace spotify::player
