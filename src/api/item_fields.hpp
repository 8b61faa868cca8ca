// What tracks, episodes and other things with a name, a picture and makers have in common in the Web API's
// answers (reference section 4). Knows their JSON, and not which endpoint it came from. Pure. All of it
// throws json::NotJson as json::good() does.
#pragma once

#include "api/picture_hosts.hpp"
#include "base/json_fields.hpp"
#include "player/player_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotify::api {

// As json::read_text, but an empty text is not known: files without tags and albums that were taken down have
// those, and they are not names.
void read_filled_text(json::value from, std::optional<std::string>& into);
void read_filled_text(json::object& from, std::string_view key, std::optional<std::string>& into);

// Chooses from `images`, by size, the one to show, among those of these hosts.
void read_artwork(json::value images, PictureHosts hosts, std::optional<std::string>& into);
void read_artwork(json::object& from, PictureHosts hosts, std::optional<std::string>& into);

// Adds the names of the objects in a list; those without one are left out.
void read_names(json::value list, std::vector<std::string>& into);
void read_names(json::object& from, std::string_view key, std::vector<std::string>& into);

// The names in one text for a person, "First, Second"; empty when there are none.
std::optional<std::string> joined(const std::vector<std::string>& names);

// A track or an episode; its content is track, episode, local or unknown.
player::Item read_item(json::object& item, PictureHosts hosts);

// What stands below the name in a list, where there is room for one text: the artists, or an episode's show.
std::optional<std::string> line_below_name(const player::Item& item);

// 31 years of milliseconds. Nothing is longer, and what is added to it stays far from overflow.
constexpr std::int64_t longest_ms = 1'000'000'000'000;

// The list of a page: `items`, or `tracks` as it was called before February 2026.
bool read_entries(json::object& page, json::array& into);

// An entry of a list: the object itself, or what it wraps as `item`, or as `track` by the older name. False
// for an entry that is null or no object.
bool read_entry(simdjson::simdjson_result<json::value> entry, json::object& into);

} // namespace spotify::api
