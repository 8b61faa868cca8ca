#include "api/decode_player.hpp"

#include "json_fields.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace spotify::api {

namespace {

using json::array;
using json::flag_or;
using json::good;
using json::object;
using json::read_bool;
using json::read_number;
using json::read_object;
using json::read_text;
using player::Content;
using player::PlayerState;

constexpr std::size_t preferred_artwork_pixels = 640;

// Images come widest first as a rule, not always, and sizes may be null. The smallest that is at least the
// preferred width is taken; failing that the widest; failing sizes, the first.
void read_artwork(object& from, std::optional<std::string>& into) {
    array images;
    if (!good(from.find_field_unordered("images").get_array().get(images))) {
        return;
    }
    std::int64_t best_width = -1;
    for (auto entry : images) {
        object image;
        if (!good(entry.get_object().get(image))) {
            continue;
        }
        std::optional<std::string> url;
        read_text(image, "url", url);
        std::optional<std::int64_t> width;
        read_number(image, "width", 1, 100'000, width);
        // A panel loads it without asking: nothing but an https picture may get there.
        if (!url || !url->starts_with("https://")) {
            continue;
        }
        const std::int64_t candidate = width.value_or(0);
        constexpr auto wanted = static_cast<std::int64_t>(preferred_artwork_pixels);
        const bool closer =
            best_width < wanted ? candidate > best_width : candidate >= wanted && candidate < best_width;
        if (closer) {
            best_width = candidate;
            into = std::move(url);
        }
    }
}

void read_names(object& from, std::string_view key, std::vector<std::string>& into) {
    array entries;
    if (!good(from.find_field_unordered(key).get_array().get(entries))) {
        return;
    }
    for (auto entry : entries) {
        object named;
        std::optional<std::string> name;
        if (good(entry.get_object().get(named))) {
            read_text(named, "name", name);
        }
        if (name && !name->empty()) {
            into.push_back(std::move(*name));
        }
    }
}

void read_link(object& from, std::optional<std::string>& into) {
    object urls;
    if (read_object(from, "external_urls", urls)) {
        std::optional<std::string> url;
        read_text(urls, "spotify", url);
        if (url && url->starts_with("https://")) {
            into = std::move(url);
        }
    }
}

void read_show(object& item, PlayerState& state) {
    object show;
    if (!read_object(item, "show", show)) {
        return;
    }
    std::optional<std::string> name;
    read_text(show, "name", name);
    if (name && !name->empty()) {
        state.artists.push_back(std::move(*name));
    }
    read_text(show, "publisher", state.album);
    if (!state.artwork_url) {
        read_artwork(show, state.artwork_url);
    }
}

void read_album(object& item, PlayerState& state) {
    object album;
    if (read_object(item, "album", album)) {
        read_text(album, "name", state.album);
        read_artwork(album, state.artwork_url);
    }
}

// Decides by the item's own type, then by which keys exist (reference 4.4).
void read_item(object& item, PlayerState& state) {
    std::optional<std::string> type;
    read_text(item, "type", type);
    read_text(item, "uri", state.uri);
    read_text(item, "name", state.name);
    read_number(item, "duration_ms", 0, std::numeric_limits<std::int64_t>::max(), state.duration_ms);
    read_link(item, state.url);
    read_artwork(item, state.artwork_url); // an episode has its own
    if (type == "episode") {
        state.content = Content::episode;
        read_show(item, state);
    } else {
        state.content = flag_or(item, "is_local", false) ? Content::local
                        : !type || type == "track"       ? Content::track
                                                         : Content::unknown;
    }
    if (state.artists.empty()) { // some podcast entries come in a track's clothes
        read_names(item, "artists", state.artists);
    }
    if (!state.album) {
        read_album(item, state);
    }
    // A file without tags has empty texts: nothing known, which is not the same as an empty name.
    for (auto* text : {&state.name, &state.album, &state.uri}) {
        if (*text && (*text)->empty()) {
            text->reset();
        }
    }
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

bool read_device(object& from, PlayerState& state) {
    object fields;
    if (!read_object(from, "device", fields)) {
        return false;
    }
    player::Device device;
    read_text(fields, "id", device.id);
    device.name = json::text_or_empty(fields, "name");
    device.type = json::text_or_empty(fields, "type");
    device.is_restricted = flag_or(fields, "is_restricted", false);
    read_number(fields, "volume_percent", 0, 100, device.volume_percent);
    state.device = std::move(device);
    return flag_or(fields, "is_private_session", false);
}

} // namespace

PlayerState decode_player(const std::string& body) {
    if (body.find_first_not_of(" \t\r\n") == std::string::npos) {
        return {};
    }
    json::Document document(body);
    object& root = document.root();

    PlayerState state;
    const bool is_private = read_device(root, state) || flag_or(root, "is_private_session", false);
    if (is_private) {
        return {}; // the listener wants it so: nothing to show
    }
    state.is_playing = flag_or(root, "is_playing", false);
    read_bool(root, "shuffle_state", state.shuffle);
    read_text(root, "repeat_state", state.repeat);
    std::optional<std::string> type;
    read_text(root, "currently_playing_type", type);
    read_number(root, "progress_ms", 0, std::numeric_limits<std::int64_t>::max(), state.progress_ms);

    object item;
    if (read_object(root, "item", item)) {
        read_item(item, state);
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
