// Which of a device's properties have changed, found without rendering those whose source is the same. Pure.
#pragma once

#include "dp/value.hpp"
#include "manifest_ids.hpp"
#include "property_map.hpp"

#include <optional>
#include <vector>

namespace plugin {

// Properties that are made of the same parts of a source.
enum class Group {
    connection,
    account,
    requests,
    item,
    progress,
    context,
    player,
    favorite,
    queue,
    devices,
    playlists,
    presets,
    last_action
};
inline constexpr std::size_t group_count = 13;

Group group_of(manifest::Property property);

// Whether the parts of the two that a group is made of differ: shared ones are the same constant as a rule, and are
// compared by value only where they are not.
bool differs(Group group, const Source& before, const Source& after);

// What differs, in the manifest's order, a position always with its time. Nothing was told before the first: then it
// is all that is known.
std::vector<dp::NamedValue> changes(const std::optional<Source>& before, const Source& after);

// Every property, in the manifest's order; null where nothing was told.
std::vector<dp::NamedValue> values_of(const std::optional<Source>& told);

} // namespace plugin
