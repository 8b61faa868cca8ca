#include "api/decode_player.hpp"

#include "api/device_fields.hpp"
#include "api/item_fields.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace spotify::api {

namespace {

using json::flag_or;
using json::object;
using json::read_bool;
using json::read_number;
using json::read_object;
using json::read_text;
using player::Content;
using player::Disallows;
using player::PlayerState;

// 31 years of milliseconds. Nothing is longer, and what is added to it stays far from overflow.
constexpr std::int64_t longest_ms = 1'000'000'000'000;

void read_playing_item(object& from, PlayerState& state) {
    auto item = read_item(from);
    state.content = item.content;
    state.uri = std::move(item.uri);
    state.name = std::move(item.name);
    state.artists = std::move(item.artists);
    state.album = std::move(item.album);
    state.artwork_url = std::move(item.artwork_url);
    read_number(from, "duration_ms", 0, longest_ms, state.duration_ms);
    read_bool(from, "explicit", state.is_explicit);
    read_link(from, state.url);
}

Content content_without_item(const std::optional<std::string>& type) {
    if (type == "ad") {
        return Content::advert;
    }
    if (type == "episode") {
        return Content::episode;
    }
    return type == "track" ? Content::track : Content::unknown;
}

void read_flags(object& from, Disallows& into) {
    static constexpr std::pair<std::string_view, bool Disallows::*> flags[] = {
        {"interrupting_playback", &Disallows::interrupting},
        {"pausing", &Disallows::pausing},
        {"resuming", &Disallows::resuming},
        {"seeking", &Disallows::seeking},
        {"skipping_next", &Disallows::skipping_next},
        {"skipping_prev", &Disallows::skipping_prev},
        {"toggling_repeat_context", &Disallows::toggling_repeat_context},
        {"toggling_repeat_track", &Disallows::toggling_repeat_track},
        {"toggling_shuffle", &Disallows::toggling_shuffle},
        {"transferring_playback", &Disallows::transferring},
    };
    for (const auto& [key, flag] : flags) {
        into.*flag = into.*flag || flag_or(from, key, false);
    }
}

void read_disallows(object& root, Disallows& into) {
    object actions;
    if (!read_object(root, "actions", actions)) {
        return;
    }
    read_flags(actions, into); // as Spotify's schema has it; the wire has them one level deeper
    object disallows;
    if (read_object(actions, "disallows", disallows)) {
        read_flags(disallows, into);
    }
}

void read_context(object& root, PlayerState& state) {
    object context;
    if (read_object(root, "context", context)) {
        read_filled_text(context, "uri", state.context_uri);
        read_filled_text(context, "type", state.context_type);
    }
}

} // namespace

PlayerState decode_player(const std::string& body) {
    if (body.find_first_not_of(" \t\r\n") == std::string::npos) {
        return {};
    }
    json::Document document(body);
    object& root = document.root();

    PlayerState state;
    object device;
    if (read_object(root, "device", device)) {
        state.device = read_device(device);
    }
    if ((state.device && state.device->is_private_session) || flag_or(root, "is_private_session", false)) {
        PlayerState hidden; // the listener wants it so: nothing to show
        hidden.is_private = true;
        return hidden;
    }
    state.is_playing = flag_or(root, "is_playing", false);
    read_bool(root, "shuffle_state", state.shuffle);
    read_text(root, "repeat_state", state.repeat);
    std::optional<std::string> type;
    read_text(root, "currently_playing_type", type);
    read_number(root, "progress_ms", 0, longest_ms, state.progress_ms);
    read_context(root, state);
    read_disallows(root, state.disallows);

    object item;
    if (read_object(root, "item", item)) {
        read_playing_item(item, state);
    } else if (state.is_playing || type == "ad" || type == "episode") {
        state.content = content_without_item(type);
    } else {
        // 200 with no item and nothing playing: nothing is loaded, in another form than 204.
        state.progress_ms.reset();
    }
    if (state.progress_ms && state.duration_ms) {
        // A client that vanished lets the position run on for hours (reference 4.1).
        state.progress_ms = std::min(*state.progress_ms, *state.duration_ms);
    }
    return state;
}

} // namespace spotify::api
