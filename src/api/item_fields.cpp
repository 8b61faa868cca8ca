#include "api/item_fields.hpp"

#include <cstdint>

namespace spotify::api {

namespace {

using json::array;
using json::flag_or;
using json::good;
using json::object;
using json::read_object;
using json::read_text;
using player::Content;

constexpr std::int64_t preferred_artwork_pixels = 640;

void read_show(object& item, Item& into) {
    object show;
    if (!read_object(item, "show", show)) {
        return;
    }
    std::optional<std::string> name;
    read_filled_text(show, "name", name);
    if (name) {
        into.artists.push_back(std::move(*name));
    }
    read_filled_text(show, "publisher", into.album);
    if (!into.artwork_url) {
        read_artwork(show, into.artwork_url);
    }
}

void read_album(object& item, Item& into) {
    object album;
    if (!read_object(item, "album", album)) {
        return;
    }
    read_filled_text(album, "name", into.album);
    if (!into.artwork_url) {
        read_artwork(album, into.artwork_url);
    }
}

// By the item's own type, then by which keys there are (reference 4.4). A kind that is not known stays so.
Content content_of(object& item) {
    std::optional<std::string> type;
    read_text(item, "type", type);
    object show;
    if (type == "episode" || (!type && read_object(item, "show", show))) {
        return Content::episode;
    }
    if (flag_or(item, "is_local", false)) {
        return Content::local;
    }
    return !type || type == "track" ? Content::track : Content::unknown;
}

} // namespace

void read_filled_text(object& from, std::string_view key, std::optional<std::string>& into) {
    std::optional<std::string> text;
    read_text(from, key, text);
    if (text && !text->empty()) {
        into = std::move(text);
    }
}

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
        json::read_number(image, "width", 1, 100'000, width);
        // A panel loads it without asking: nothing but an https picture may get there.
        if (!url || !url->starts_with("https://")) {
            continue;
        }
        const std::int64_t candidate = width.value_or(0);
        constexpr auto wanted = preferred_artwork_pixels;
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
            read_filled_text(named, "name", name);
        }
        if (name) {
            into.push_back(std::move(*name));
        }
    }
}

std::optional<std::string> joined(const std::vector<std::string>& names) {
    std::optional<std::string> text;
    for (const auto& name : names) {
        text = text ? *text + ", " + name : name;
    }
    return text;
}

void read_link(object& from, std::optional<std::string>& into) {
    object urls;
    if (!read_object(from, "external_urls", urls)) {
        return;
    }
    std::optional<std::string> url;
    read_text(urls, "spotify", url);
    // What was removed has addresses that end in the text null (reference 4.4).
    if (url && url->starts_with("https://") && !url->ends_with("/null")) {
        into = std::move(url);
    }
}

Item read_item(object& from) {
    Item item;
    item.content = content_of(from);
    read_filled_text(from, "uri", item.uri);
    if (item.uri && item.uri->ends_with(":null")) {
        item.uri.reset();
    }
    read_filled_text(from, "name", item.name);
    read_artwork(from, item.artwork_url); // an episode has its own
    if (item.content == Content::episode) {
        read_show(from, item);
    }
    if (item.artists.empty()) { // some podcast entries come in a track's clothes
        read_names(from, "artists", item.artists);
    }
    if (!item.album) {
        read_album(from, item);
    }
    return item;
}

bool read_entries(object& page, array& into) {
    return good(page.find_field_unordered("items").get_array().get(into)) ||
           good(page.find_field_unordered("tracks").get_array().get(into));
}

bool read_entry(simdjson::simdjson_result<json::value> entry, object& into) {
    if (!good(entry.get_object().get(into))) {
        return false;
    }
    object inner;
    if (read_object(into, "item", inner) || read_object(into, "track", inner)) {
        into = inner;
    }
    return true;
}

} // namespace spotify::api
