#include "property_map.hpp"

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

dp::Value player_value(manifest::Property property, const spotify::View& view) {
    using enum manifest::Property;
    const auto& player = view.player;
    switch (property) {
    case track_name:
        return known(player.name);
    case artist:
        return player.artists.empty() ? dp::Value{} : dp::Value{joined(player.artists)};
    case album:
        return known(player.album);
    case artwork_url:
        return known(player.artwork_url);
    case item_uri:
        return known(player.uri);
    case item_url:
        return known(player.url);
    case content:
        return std::string{spotify::player::word(player.content)};
    case duration_ms:
        return known(player.duration_ms);
    case progress_ms:
        return known(player.progress_ms);
    case progress_at:
        return player.progress_ms ? dp::Value{view.progress_at_ms} : dp::Value{};
    case is_playing:
        return player.is_playing;
    case volume:
        return player.device ? known(player.device->volume_percent) : dp::Value{};
    case device_name:
        return player.device && !player.device->name.empty() ? dp::Value{player.device->name} : dp::Value{};
    case shuffle:
        return known(player.shuffle);
    case repeat:
        return known(player.repeat);
    case status:
    case status_text:
    case is_stale:
    case rate_limited_until:
    case sign_in_url:
    case sign_in_expires:
        break;
    }
    return {};
}

} // namespace

dp::Value value_of(manifest::Property property, const spotify::View& view) {
    using enum manifest::Property;
    switch (property) { // of the connection: always known
    case status:
        return std::string{word(view.status.status)};
    case status_text:
        return view.status.text;
    case is_stale:
        return view.is_stale;
    case rate_limited_until:
        return known(view.rate_limited_until_ms);
    case sign_in_url:
        return view.sign_in_url.empty() ? dp::Value{} : dp::Value{view.sign_in_url};
    case sign_in_expires:
        return known(view.sign_in_ends_ms);
    default:
        return view.is_known ? player_value(property, view) : dp::Value{};
    }
}

HealthReport health_of(const spotify::StatusReport& status) {
    const std::string cause{word(status.status)};
    switch (status.status) {
    case Status::online:
        return {DP_HEALTH_READY, "ok", ""};
    case Status::connecting:
        return {DP_HEALTH_CONNECTING, cause, status.text};
    case Status::rate_limited:
    case Status::offline:
        return {DP_HEALTH_DEGRADED, cause, status.text};
    case Status::not_configured:
        return {DP_HEALTH_BAD_CONFIG, cause, status.text};
    case Status::sign_in_needed:
        return {DP_HEALTH_SIGN_IN_REQUIRED, cause, status.text};
    case Status::premium_required:
    case Status::not_allowed:
    case Status::failed:
        break;
    }
    return {DP_HEALTH_FAILED, cause, status.text};
}

} // namespace plugin
