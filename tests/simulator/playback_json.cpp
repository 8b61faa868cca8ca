#include "playback_json.hpp"

#include <array>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t queue_length = 20;

json::Object::Ptr device_json(const Device& device, bool active) {
    return json::object({{"id", device.id ? json::Var(*device.id) : json::null()},
                         {"is_active", active},
                         {"is_private_session", device.is_private_session},
                         {"is_restricted", device.is_restricted},
                         {"name", device.name},
                         {"supports_volume", device.supports_volume},
                         {"type", device.type},
                         {"volume_percent", device.volume ? json::Var(*device.volume) : json::null()}});
}

// Names repeat: most telephones keep the one they were sold with.
Device jam_guest(int number) {
    static const std::array<std::pair<const char*, const char*>, 5> kinds{
        {{"iPhone", "Smartphone"},
         {"iPhone", "Smartphone"},
         {"Pixel (2)", "Smartphone"},
         {"Kitchen", "Speaker"},
         {"Web Player (Chrome)", "Computer"}}};
    const auto& [name, type] = kinds.at(static_cast<std::size_t>(number) % kinds.size());
    std::string id = std::to_string(number);
    id.insert(0, 40 - id.size(), 'e'); // forty hex digits
    return {id, name, type, 100, false};
}

std::string type_name(ItemKind kind) {
    switch (kind) {
    case ItemKind::track:
    case ItemKind::local:
        return "track";
    case ItemKind::episode:
        return "episode";
    case ItemKind::advert:
        return "ad";
    case ItemKind::unknown:
        return "unknown";
    }
    return "unknown";
}

// The part that both forms of the state share.
void add_playback(json::Object& result, const Catalog& catalog, const PlayerState& state,
                  const PlayerView& view) {
    const Item& item = current_item(state, catalog);
    result.set("timestamp",
               item.kind == ItemKind::unknown ? Millis{0} : state.changed_at + view.clock_offset);
    result.set("context", context_json(state.context_uri, item));
    switch (state.progress_form) {
    case ProgressForm::number:
    case ProgressForm::runs_past_end:
        result.set("progress_ms", item.kind == ItemKind::unknown ? Millis{0} : state.progress_ms);
        break;
    case ProgressForm::null:
        result.set("progress_ms", json::null());
        break;
    case ProgressForm::missing:
        break;
    }
    const bool hidden = item.kind == ItemKind::episode && !view.episodes_asked_for;
    result.set("item", hidden ? json::null() : item_json(catalog, item, view.items));
    result.set("currently_playing_type", type_name(item.kind));
    auto flags = json::object();
    for (const std::string& flag : disallows(state, catalog))
        flags->set(flag, true);
    result.set("actions", json::object({{"disallows", flags}}));
    result.set("is_playing", state.is_playing);
    if (view.extra_fields)
        result.set("zz_not_documented", json::object({{"levels", json::array({1, json::null(), "x"})}}));
}

} // namespace

json::Var context_json(const std::string& context_uri, const Item& item) {
    if (context_uri.empty() || item.kind != ItemKind::track)
        return json::null();
    const std::string kind_and_id = context_uri.substr(std::string("spotify:").size());
    const std::size_t colon = kind_and_id.find(':');
    const std::string kind = kind_and_id.substr(0, colon);
    const std::string id = kind_and_id.substr(colon + 1);
    return json::object(
        {{"external_urls", json::object({{"spotify", "https://open.spotify.com/" + kind + "/" + id}})},
         {"href", "https://api.spotify.com/v1/" + kind + "s/" + id},
         {"type", kind},
         {"uri", context_uri}});
}

json::Object::Ptr player_json(const Catalog& catalog, const PlayerState& state, const PlayerView& view) {
    auto result = json::object({{"device", device_json(*active_device(state), true)},
                                {"shuffle_state", state.shuffle},
                                {"smart_shuffle", false},
                                {"repeat_state", repeat_name(state.repeat)}});
    add_playback(*result, catalog, state, view);
    return result;
}

json::Object::Ptr currently_playing_json(const Catalog& catalog, const PlayerState& state,
                                         const PlayerView& view) {
    auto result = json::object();
    add_playback(*result, catalog, state, view);
    return result;
}

json::Object::Ptr devices_json(const PlayerState& state, int jam_guests) {
    auto list = json::array();
    for (std::size_t index = 0; index < state.devices.size(); ++index)
        // Devices without an id are shown by the player while they play, and not in the list.
        if (state.devices[index].id)
            list->add(device_json(state.devices[index], state.active == index));
    for (int number = 0; number < jam_guests; ++number)
        list->add(device_json(jam_guest(number), false));
    return json::object({{"devices", list}});
}

json::Object::Ptr queue_json(const Catalog& catalog, const PlayerState& state, const PlayerView& view) {
    auto list = json::array();
    if (!state.active)
        return json::object({{"currently_playing", json::null()}, {"queue", list}});
    std::size_t count = 0;
    for (const std::size_t index : state.queued)
        if (count++ < queue_length)
            list->add(item_json(catalog, catalog.item(index), view.items));
    // A short list is repeated, whatever the repeat mode.
    for (std::size_t ahead = 1; count < queue_length; ++ahead, ++count)
        list->add(item_json(catalog, catalog.item(state.list[(state.position + ahead) % state.list.size()]),
                            view.items));
    return json::object({{"currently_playing", item_json(catalog, current_item(state, catalog), view.items)},
                         {"queue", list}});
}

} // namespace sim
