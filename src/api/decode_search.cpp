#include "api/decode_search.hpp"

#include "api/item_fields.hpp"

#include <array>
#include <string_view>

namespace spotify::api {

namespace {

using json::object;

struct Kind {
    std::string_view page; // the key of its page in the answer
    std::string_view word;
};
constexpr std::array<Kind, 7> kinds{{{"tracks", "track"},
                                     {"albums", "album"},
                                     {"artists", "artist"},
                                     {"playlists", "playlist"},
                                     {"shows", "show"},
                                     {"episodes", "episode"},
                                     {"audiobooks", "audiobook"}}};

std::optional<std::string> maker(object& fields, std::string_view kind) {
    std::vector<std::string> names;
    if (kind == "album") {
        read_names(fields, "artists", names);
    } else if (kind == "audiobook") {
        read_names(fields, "authors", names);
    } else if (kind == "show") {
        std::optional<std::string> publisher;
        read_filled_text(fields, "publisher", publisher);
        return publisher;
    } else if (object owner; kind == "playlist" && json::read_object(fields, "owner", owner)) {
        std::optional<std::string> name;
        read_filled_text(owner, "display_name", name);
        return name;
    }
    return joined(names);
}

std::optional<SearchResult> read_result(object& fields, std::string_view kind, PictureHosts hosts) {
    // Tracks and episodes are read as elsewhere: a track's picture is its album's.
    const bool is_item = kind == "track" || kind == "episode";
    player::Item item;
    if (is_item) {
        item = read_item(fields, hosts);
    } else {
        read_filled_text(fields, "uri", item.uri);
        read_filled_text(fields, "name", item.name);
        read_artwork(fields, hosts, item.artwork_url);
    }
    if (!item.uri) {
        return std::nullopt;
    }
    return SearchResult{std::string{kind}, std::move(item.name), std::move(*item.uri),
                        is_item ? line_below_name(item) : maker(fields, kind), std::move(item.artwork_url)};
}

} // namespace

std::vector<SearchResult> decode_search(const std::string& body, PictureHosts hosts) {
    json::Document document(body);
    std::vector<SearchResult> results;
    for (const auto& kind : kinds) {
        object page;
        json::array entries;
        if (!json::read_object(document.root(), kind.page, page) || !read_entries(page, entries)) {
            continue;
        }
        for (auto entry : entries) {
            object fields;
            if (!read_entry(entry, fields)) {
                continue;
            }
            if (auto result = read_result(fields, kind.word, hosts)) {
                results.push_back(std::move(*result));
            }
        }
    }
    return results;
}

} // namespace spotify::api
