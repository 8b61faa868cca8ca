#include "property_changes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <tuple>

namespace plugin {

namespace {

using spotify::View;

template <typename Part>
bool part_differs(const Source& before, const Source& after, const Part& part) {
    return part(*before.view) != part(*after.view);
}

dp::NamedValue named(manifest::Property property, dp::Value value) {
    return {std::string{manifest::property_ids[static_cast<std::size_t>(property)]}, std::move(value)};
}

} // namespace

Group group_of(manifest::Property property) {
    using enum manifest::Property;
    switch (property) {
    case status:
    case status_text:
    case is_stale:
    case rate_limited_until:
    case sign_in_url:
    case sign_in_expires:
        return Group::connection;
    case account_name:
        return Group::account;
    case poll_interval_ms:
    case requests_today:
    case requests_per_day:
        return Group::requests;
    case track_name:
    case artist:
    case artists:
    case album:
    case artwork_url:
    case item_uri:
    case item_url:
    case content:
    case explicit_:
    case duration_ms:
        return Group::item;
    case progress_ms:
    case progress_at:
        return Group::progress;
    case context_uri:
    case context_type:
        return Group::context;
    case is_playing:
    case volume:
    case muted:
    case shuffle:
    case repeat:
    case device_name:
    case device_type:
    case is_active_here:
    case can_play:
    case can_pause:
    case can_next:
    case can_previous:
    case can_seek:
    case can_set_volume:
    case can_shuffle:
    case can_repeat:
    case can_start:
        return Group::player;
    case is_favorite:
        return Group::favorite;
    case next_track:
    case queue:
        return Group::queue;
    case devices:
        return Group::devices;
    case playlists:
        return Group::playlists;
    case presets:
        return Group::presets;
    case last_action:
        return Group::last_action;
    }
    return Group::player;
}

bool differs(Group group, const Source& before, const Source& after) {
    const auto differ = [&](const auto& part) { return part_differs(before, after, part); };
    const bool is_other_zone = before.zone.name != after.zone.name;
    switch (group) {
    case Group::connection:
        return is_other_zone || differ([](const View& view) {
                   return std::tie(view.status, view.unknown_zones, view.is_stale, view.rate_limited_until_ms,
                                   view.sign_in_url, view.sign_in_ends_ms);
               });
    case Group::account:
        return differ([](const View& view) { return std::tie(view.account_name); });
    case Group::requests:
        return differ([](const View& view) {
            return std::tie(view.poll_interval_ms, view.requests_today, view.requests_per_day);
        });
    case Group::item:
        return differ([](const View& view) { return std::tie(view.is_known, view.player.item); });
    case Group::progress:
        return differ([](const View& view) {
            return std::tie(view.is_known, view.player.progress_ms, view.progress_at_ms);
        });
    case Group::context:
        return differ([](const View& view) { return std::tie(view.is_known, view.player.context); });
    case Group::player: // what may be asked for depends on what is loaded, too
        return is_other_zone || differ([](const View& view) {
                   const auto& player = view.player;
                   return std::tie(view.is_known, view.status.status, player.is_playing, player.item,
                                   player.shuffle, player.repeat, player.disallows, player.device);
               });
    case Group::favorite:
        return differ([](const View& view) { return std::tie(view.is_known, view.is_favorite); });
    case Group::queue:
        return differ([](const View& view) { return std::tie(view.is_known, view.queue); });
    case Group::devices:
        return is_other_zone || differ([](const View& view) { return std::tie(view.devices); });
    case Group::playlists:
        return differ([](const View& view) { return std::tie(view.playlists); });
    case Group::presets:
        return before.zone.presets != after.zone.presets;
    case Group::last_action:
        return before.zone.last_action != after.zone.last_action;
    }
    return true;
}

std::vector<dp::NamedValue> changes(const std::optional<Source>& before, const Source& after) {
    std::array<bool, group_count> may_differ{};
    for (std::size_t i = 0; i < group_count; ++i) {
        may_differ.at(i) = !before || differs(static_cast<Group>(i), *before, after);
    }
    std::vector<dp::NamedValue> changed;
    bool has_position = false;
    bool has_its_time = false;
    using enum manifest::Property;
    for (std::size_t i = 0; i < manifest::property_ids.size(); ++i) {
        const auto property = static_cast<manifest::Property>(i);
        if (!may_differ.at(static_cast<std::size_t>(group_of(property)))) {
            continue;
        }
        auto value = value_of(property, after);
        if (value != (before ? value_of(property, *before) : dp::Value{})) {
            has_position = has_position || property == progress_ms;
            has_its_time = has_its_time || property == progress_at;
            changed.push_back(named(property, std::move(value)));
        }
    }
    // A position without its time cannot be counted on from: the two always travel together.
    if (has_position != has_its_time) {
        const auto other = has_position ? progress_at : progress_ms;
        changed.push_back(named(other, value_of(other, after)));
    }
    return changed;
}

std::vector<dp::NamedValue> values_of(const std::optional<Source>& told) {
    std::vector<dp::NamedValue> values;
    values.reserve(manifest::property_ids.size());
    for (std::size_t i = 0; i < manifest::property_ids.size(); ++i) {
        const auto property = static_cast<manifest::Property>(i);
        values.push_back(named(property, told ? value_of(property, *told) : dp::Value{}));
    }
    return values;
}

} // namespace plugin
