#include "property_map.hpp"

#include "api/list_json.hpp"
#include "player/capabilities.hpp"

#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>

namespace plugin {

namespace {

using spotify::Status;

template <typename T>
dp::Value known(const std::optional<T>& value) {
    return value ? dp::Value{*value} : dp::Value{};
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += text.empty() ? name : ", " + name;
    }
    return text;
}

template <typename T>
dp::Value known(const spotify::Shared<T>& value) {
    return value ? dp::Value{*value} : dp::Value{};
}

template <typename T>
dp::Value json_of(const spotify::Shared<T>& list) {
    return list ? dp::Value{dp::Json{spotify::to_json(*list)}} : dp::Value{};
}

// As in the design: [{name,uri,artwork_url}].
dp::Value presets_json(const std::vector<Preset>& presets) {
    std::vector<spotify::api::Playlist> rows;
    for (const auto& preset : presets) {
        rows.push_back({preset.name, preset.uri.text, preset.artwork_url});
    }
    return dp::Json{spotify::to_json(rows)};
}

dp::Value last_action_json(const LastAction& last) {
    Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
    object.set("action", last.action);
    object.set("status", last.status);
    object.set("text", last.text);
    object.set("at", last.at_ms);
    std::ostringstream text;
    object.stringify(text);
    return dp::Json{text.str()};
}

std::optional<std::int64_t> volume_of(const spotify::player::PlayerState& player) {
    return player.device ? player.device->volume_percent : std::nullopt;
}

dp::Value capability(manifest::Property property, const spotify::View& view, const Zone& zone) {
    using enum manifest::Property;
    const auto can = spotify::player::capabilities_of(view.player, view.status.status == Status::online,
                                                      zone.is_active_here(view), !zone.name.empty());
    switch (property) {
    case can_play:
        return can.can_play;
    case can_pause:
        return can.can_pause;
    case can_next:
        return can.can_next;
    case can_previous:
        return can.can_previous;
    case can_seek:
        return can.can_seek;
    case can_set_volume:
        return can.can_set_volume;
    case can_shuffle:
        return can.can_shuffle;
    case can_repeat:
        return can.can_repeat;
    case can_start:
        return can.can_start;
    default:
        return {};
    }
}

dp::Value item_value(manifest::Property property, const spotify::View& view) {
    using enum manifest::Property;
    const auto& item = *view.player.item;
    switch (property) {
    case track_name:
        return known(item.name);
    case artist:
        return item.artists.empty() ? dp::Value{} : dp::Value{joined(item.artists)};
    case artists:
        return item.artists.empty() ? dp::Value{} : dp::Value{dp::Json{spotify::to_json(item.artists)}};
    case album:
        return known(item.album);
    case artwork_url:
        return known(item.artwork_url);
    case item_uri:
        return known(item.uri);
    case item_url:
        return known(item.url);
    case content:
        return std::string{spotify::player::word(item.content)};
    case manifest::Property::explicit_:
        return known(item.is_explicit);
    case duration_ms:
        return known(item.duration_ms);
    case progress_ms:
        return known(view.player.progress_ms);
    case progress_at:
        return view.player.progress_ms ? dp::Value{view.progress_at_ms} : dp::Value{};
    case context_uri:
        return known(view.player.context->uri);
    case context_type:
        return known(view.player.context->type);
    default:
        return {};
    }
}

dp::Value player_value(manifest::Property property, const spotify::View& view, const Zone& zone) {
    using enum manifest::Property;
    const auto& player = view.player;
    const bool here = zone.is_active_here(view);
    const auto volume_here = here ? volume_of(player) : std::nullopt; // another room's is not ours to show
    switch (property) {
    case is_playing:
        return player.is_playing && (zone.name.empty() || here);
    case volume:
        return known(volume_here);
    case muted:
        return volume_here ? dp::Value{*volume_here == 0} : dp::Value{};
    case shuffle:
        return known(player.shuffle);
    case repeat:
        return known(player.repeat);
    case is_favorite:
        return known(view.is_favorite);
    case next_track:
        return !view.queue->empty() ? dp::Value{dp::Json{spotify::to_json(view.queue->front())}}
                                    : dp::Value{};
    case queue:
        return json_of(view.queue);
    case device_name:
        return player.device && !player.device->name.empty() ? dp::Value{player.device->name} : dp::Value{};
    case device_type:
        return player.device && !player.device->type.empty() ? dp::Value{player.device->type} : dp::Value{};
    case is_active_here:
        return here;
    case can_play:
    case can_pause:
    case can_next:
    case can_previous:
    case can_seek:
    case can_set_volume:
    case can_shuffle:
    case can_repeat:
    case can_start:
        return capability(property, view, zone);
    default:
        return item_value(property, view);
    }
}

} // namespace

bool Zone::is_active_here(const spotify::View& view) const {
    return view.player.device && (name.empty() || view.player.device->name == name);
}

spotify::StatusReport Zone::status_of(const spotify::View& view) const {
    const auto unknown = std::ranges::find(view.unknown_zones, name, &spotify::UnknownZone::zone);
    if (view.status.status != Status::online || unknown == view.unknown_zones.end()) {
        return view.status; // what concerns the account as a whole goes first
    }
    return {Status::zone_unknown, unknown->text};
}

dp::Value value_of(manifest::Property property, const spotify::View& view, const Zone& zone) {
    using enum manifest::Property;
    switch (property) { // of the connection and of the device: known whatever plays
    case status:
        return std::string{word(zone.status_of(view).status)};
    case status_text:
        return zone.status_of(view).text;
    case is_stale:
        return view.is_stale;
    case rate_limited_until:
        return known(view.rate_limited_until_ms);
    case sign_in_url:
        return view.sign_in_url.empty() ? dp::Value{} : dp::Value{view.sign_in_url.get()};
    case sign_in_expires:
        return known(view.sign_in_ends_ms);
    case account_name:
        return known(view.account_name);
    case devices: // a zone stays where it is: it has nothing to choose from
        return zone.name.empty() ? json_of(view.devices) : dp::Value{};
    case playlists:
        return json_of(view.playlists);
    case poll_interval_ms:
        return view.poll_interval_ms;
    case requests_today:
        return view.requests_today;
    case requests_per_day:
        return view.requests_per_day;
    case last_action:
        return zone.last_action ? last_action_json(*zone.last_action) : dp::Value{};
    case presets:
        return presets_json(*zone.presets);
    default:
        return view.is_known ? player_value(property, view, zone) : dp::Value{};
    }
}

HealthReport health_of(const spotify::StatusReport& status) {
    const std::string cause{word(status.status)};
    switch (status.status) {
    case Status::online:
        return {dp::Health::ready, "ok", ""};
    case Status::connecting:
        return {dp::Health::connecting, cause, status.text};
    case Status::rate_limited:
    case Status::offline:
    case Status::zone_unknown:
        return {dp::Health::degraded, cause, status.text};
    case Status::not_configured:
        return {dp::Health::bad_config, cause, status.text};
    case Status::sign_in_needed:
        return {dp::Health::sign_in_required, cause, status.text};
    case Status::premium_required:
    case Status::not_allowed:
    case Status::failed:
        break;
    }
    return {dp::Health::failed, cause, status.text};
}

} // namespace plugin
