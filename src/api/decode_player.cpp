#include "api/decode_player.hpp"

#include "api/device_fields.hpp"
#include "api/item_fields.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace spotify::api {

namespace {

using json::each_field;
using json::object;
using json::value;
using player::Content;
using player::Context;
using player::Disallows;
using player::Item;
using player::PlayerState;

Content content_without_item(const std::optional<std::string>& type) {
    if (type == "ad") {
        return Content::advert;
    }
    if (type == "episode") {
        return Content::episode;
    }
    return type == "track" ? Content::track : Content::unknown;
}

// Spotify's schema has the flags in `actions` itself; the wire has them one level deeper.
void read_flags(value from, Disallows& into) {
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
    object fields;
    if (!json::read_object(from, fields)) {
        return;
    }
    each_field(fields, [&](std::string_view key, value field) {
        if (key == "disallows") {
            read_flags(field, into);
            return;
        }
        for (const auto& [name, flag] : flags) {
            if (key == name) {
                into.*flag = into.*flag || json::is_true(field);
                return;
            }
        }
    });
}

void read_context(value from, Shared<Context>& into) {
    object fields;
    if (!json::read_object(from, fields)) {
        return;
    }
    Context context;
    each_field(fields, [&](std::string_view key, value field) {
        if (key == "uri") {
            read_filled_text(field, context.uri);
        } else if (key == "type") {
            read_filled_text(field, context.type);
        }
    });
    if (context != Context{}) {
        into = std::move(context);
    }
}

} // namespace

PlayerState decode_player(const std::string& body, PictureHosts hosts, const PlayerState& before) {
    if (body.find_first_not_of(" \t\r\n") == std::string::npos) {
        throw json::NotJson("the answer is empty");
    }
    json::Document document(body);
    PlayerState state;
    std::optional<bool> is_playing;
    std::optional<std::string> type;
    bool is_private = false;
    each_field(document.root(), [&](std::string_view key, value field) {
        object fields;
        if (key == "device") {
            if (json::read_object(field, fields)) {
                state.device = read_device(fields);
            }
        } else if (key == "item") {
            if (json::read_object(field, fields)) {
                state.item = read_item(fields, hosts);
            }
        } else if (key == "is_playing") {
            json::read_bool(field, is_playing);
        } else if (key == "progress_ms") {
            json::read_number(field, 0, longest_ms, state.progress_ms);
        } else if (key == "shuffle_state") {
            json::read_bool(field, state.shuffle);
        } else if (key == "repeat_state") {
            json::read_text(field, state.repeat);
        } else if (key == "currently_playing_type") {
            json::read_text(field, type);
        } else if (key == "context") {
            read_context(field, state.context);
        } else if (key == "actions") {
            read_flags(field, state.disallows);
        } else if (key == "is_private_session") {
            is_private = json::is_true(field);
        }
    });
    if (!is_playing && !state.item && !state.device && !type && !is_private) {
        throw json::NotJson("the answer is no player's state");
    }
    if (is_private || (state.device && state.device->is_private_session)) {
        PlayerState hidden; // the listener wants it so: nothing to show
        hidden.is_private = true;
        return hidden;
    }
    state.tells_playing = is_playing.has_value();
    state.is_playing = is_playing.value_or(false);
    if (!state.item && (state.is_playing || type == "ad" || type == "episode")) {
        state.item = Item{.content = content_without_item(type)};
    } else if (!state.item) {
        // 200 with no item and nothing playing: nothing is loaded, in another form than 204.
        state.progress_ms.reset();
    }
    if (state.progress_ms && state.item->duration_ms) {
        // A client that vanished lets the position run on for hours (reference 4.1).
        state.progress_ms = std::min(*state.progress_ms, *state.item->duration_ms);
    }
    state.unite(before);
    return state;
}

} // namespace spotify::api
