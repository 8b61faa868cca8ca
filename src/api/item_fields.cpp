#include "api/item_fields.hpp"

#include <cstdint>

namespace spotify::api {

namespace {

using json::array;
using json::good;
using json::object;
using json::read_object;
using json::read_text;
using player::Content;
using player::Item;

constexpr std::int64_t preferred_artwork_pixels = 640;

// A show, an album: what an item belongs to.
struct Collection {
    bool is_there = false;
    std::optional<std::string> name;
    std::optional<std::string> publisher;
    std::optional<std::string> artwork_url;
};

Collection read_collection(json::value from, PictureHosts hosts) {
    Collection collection;
    object fields;
    if (json::read_object(from, fields)) {
        collection.is_there = true;
        json::each_field(fields, [&](std::string_view key, json::value field) {
            if (key == "name") {
                read_filled_text(field, collection.name);
            } else if (key == "publisher") {
                read_filled_text(field, collection.publisher);
            } else if (key == "images") {
                read_artwork(field, hosts, collection.artwork_url);
            }
        });
    }
    return collection;
}

// The address of the thing's page at Spotify, from `external_urls`.
void read_link(json::value from, std::optional<std::string>& into) {
    object urls;
    std::optional<std::string> url;
    if (json::read_object(from, urls)) {
        read_text(urls, "spotify", url);
    }
    // What was removed has addresses that end in the text null (reference 4.4).
    if (url && url->starts_with("https://") && !url->ends_with("/null")) {
        into = std::move(url);
    }
}

// By the item's own type, then by which keys there are (reference 4.4). A kind that is not known stays so.
Content content_of(const std::optional<std::string>& type, bool has_show, bool is_local) {
    if (type == "episode" || (!type && has_show)) {
        return Content::episode;
    }
    if (is_local) {
        return Content::local;
    }
    return !type || type == "track" ? Content::track : Content::unknown;
}

} // namespace

void read_filled_text(json::value from, std::optional<std::string>& into) {
    std::optional<std::string> text;
    read_text(from, text);
    if (text && !text->empty()) {
        into = std::move(text);
    }
}

void read_filled_text(object& from, std::string_view key, std::optional<std::string>& into) {
    json::value field;
    if (good(from.find_field_unordered(key).get(field))) {
        read_filled_text(field, into);
    }
}

bool is_picture_address(std::string_view url, PictureHosts hosts) {
    return url.starts_with("https://") ||
           (hosts == PictureHosts::web_and_loopback && url.starts_with("http://127.0.0.1:"));
}

// Images come widest first as a rule, not always, and sizes may be null. The smallest that is at least the
// preferred width is taken; failing that the widest; failing sizes, the first.
void read_artwork(object& from, PictureHosts hosts, std::optional<std::string>& into) {
    json::value images;
    if (good(from.find_field_unordered("images").get(images))) {
        read_artwork(images, hosts, into);
    }
}

void read_artwork(json::value list, PictureHosts hosts, std::optional<std::string>& into) {
    array images;
    if (!good(list.get_array().get(images))) {
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
        if (!url || !is_picture_address(*url, hosts)) {
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
    json::value list;
    if (good(from.find_field_unordered(key).get(list))) {
        read_names(list, into);
    }
}

void read_names(json::value list, std::vector<std::string>& into) {
    array entries;
    if (!good(list.get_array().get(entries))) {
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

std::optional<std::string> line_below_name(const Item& item) {
    return item.content == Content::episode && item.album ? item.album : joined(item.artists);
}

Item read_item(object& from, PictureHosts hosts) {
    Item item;
    std::optional<std::string> type;
    bool is_local = false;
    Collection show;
    Collection album;
    std::vector<std::string> artists;
    json::each_field(from, [&](std::string_view key, json::value field) {
        if (key == "type") {
            read_text(field, type);
        } else if (key == "uri") {
            read_filled_text(field, item.uri);
        } else if (key == "name") {
            read_filled_text(field, item.name);
        } else if (key == "duration_ms") {
            json::read_number(field, 0, longest_ms, item.duration_ms);
        } else if (key == "explicit") {
            json::read_bool(field, item.is_explicit);
        } else if (key == "is_local") {
            is_local = json::is_true(field);
        } else if (key == "images") {
            read_artwork(field, hosts, item.artwork_url); // an episode has its own
        } else if (key == "artists") {
            read_names(field, artists);
        } else if (key == "album") {
            album = read_collection(field, hosts);
        } else if (key == "show") {
            show = read_collection(field, hosts);
        } else if (key == "external_urls") {
            read_link(field, item.url);
        }
    });
    item.content = content_of(type, show.is_there, is_local);
    if (item.uri && item.uri->ends_with(":null")) {
        item.uri.reset();
    }
    if (item.content == Content::episode) {
        if (auto maker = show.publisher ? std::move(show.publisher) : show.name) {
            item.artists.push_back(std::move(*maker));
        }
        item.album = std::move(show.name);
        if (!item.artwork_url) {
            item.artwork_url = std::move(show.artwork_url);
        }
    }
    if (item.artists.empty()) { // some podcast entries come in a track's clothes
        item.artists = std::move(artists);
    }
    if (!item.album) {
        item.album = std::move(album.name);
        if (!item.artwork_url) {
            item.artwork_url = std::move(album.artwork_url);
        }
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
