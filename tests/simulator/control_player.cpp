#include "control_player.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace sim {
namespace {

constexpr std::int64_t longest_progress = 24LL * 60 * 60 * 1000;

using Edit = std::function<void(PlayerState&, Random&)>;

Device device_from(const Fields& fields, World& world) {
    fields.allow_only({"id", "name", "type", "volume", "supports_volume", "is_restricted",
                       "is_private_session", "sticks_at_the_end"});
    Device device;
    device.name = fields.required_text("name");
    if (!fields.is_null("id"))
        device.id = fields.has("id") ? fields.required_text("id") : world.random.hex(40);
    device.type = fields.text("type").value_or(device.type);
    if (fields.is_null("volume"))
        device.volume.reset();
    else if (const auto volume = fields.integer("volume", 0, 100))
        device.volume = static_cast<int>(*volume);
    device.supports_volume = fields.boolean("supports_volume").value_or(true);
    device.is_restricted = fields.boolean("is_restricted").value_or(false);
    device.is_private_session = fields.boolean("is_private_session").value_or(false);
    device.sticks_at_the_end = fields.boolean("sticks_at_the_end").value_or(false);
    return device;
}

std::size_t item_from(const Catalog& catalog, const Fields& fields) {
    const json::Var given = fields.value("track");
    if (given.isString()) {
        if (const auto found = catalog.find(given.extract<std::string>()))
            return *found;
        throw BadInput("key \"track\" must be the URI of an item of the catalogue or its index");
    }
    return static_cast<std::size_t>(
        fields.integer("track", 0, static_cast<std::int64_t>(catalog.items().size()) - 1).value());
}

void go_to(PlayerState& state, const Catalog& catalog, std::size_t item) {
    const auto in_list = std::find(state.list.begin(), state.list.end(), item);
    if (in_list == state.list.end()) {
        state.aside = item;
    } else {
        state.aside.reset();
        state.position = static_cast<std::size_t>(in_list - state.list.begin());
    }
    state.progress_ms = 0;
    if (catalog.item(item).kind == ItemKind::unknown)
        state.is_playing = false;
}

ItemKind kind_from(const std::string& name) {
    if (name == "advert")
        return ItemKind::advert;
    if (name == "local")
        return ItemKind::local;
    return name == "episode" ? ItemKind::episode : ItemKind::unknown;
}

ProgressForm progress_form_from(const std::string& name) {
    if (name == "null")
        return ProgressForm::null;
    if (name == "missing")
        return ProgressForm::missing;
    return name == "runs_past_end" ? ProgressForm::runs_past_end : ProgressForm::number;
}

// Changes of which device plays, and of the list of devices.
void add_device_edits(World& world, const Fields& fields, const PlayerState& before,
                      std::vector<Edit>& edits) {
    std::vector<Device> devices = before.devices;
    if (const auto list = fields.array("devices"); !list.isNull()) {
        devices.clear();
        for (std::size_t index = 0; index < list->size(); ++index) {
            if (!list->isObject(static_cast<unsigned>(index)))
                throw BadInput("key \"devices\" must be an array of objects");
            devices.push_back(device_from(Fields(list->getObject(static_cast<unsigned>(index))), world));
        }
        edits.push_back([devices](PlayerState& state, Random&) {
            state.devices = devices;
            state.active = devices.empty() ? std::nullopt : std::optional<std::size_t>(0);
        });
    }
    if (const auto active = fields.boolean("active")) {
        if (*active && devices.empty())
            throw BadInput("key \"active\" cannot be true for an account without devices");
        edits.push_back([on = *active](PlayerState& state, Random&) {
            state.active = on ? std::optional<std::size_t>(state.active.value_or(0)) : std::nullopt;
        });
    }
    if (const auto name = fields.text("device")) {
        const auto found = std::find_if(devices.begin(), devices.end(),
                                        [&](const Device& device) { return device.name == *name; });
        if (found == devices.end())
            throw BadInput("key \"device\" must be the name of one of the account's devices");
        edits.push_back([index = static_cast<std::size_t>(found - devices.begin())](
                            PlayerState& state, Random&) { state.active = index; });
    }
}

// Changes of properties of the device that plays then.
void add_active_device_edits(const Fields& fields, std::vector<Edit>& edits) {
    const auto edit_device = [&edits](std::function<void(Device&)> edit) {
        edits.push_back([edit = std::move(edit)](PlayerState& state, Random&) {
            if (state.active)
                edit(state.devices.at(*state.active));
        });
    };
    if (fields.is_null("volume"))
        edit_device([](Device& device) { device.volume.reset(); });
    else if (const auto volume = fields.integer("volume", 0, 100))
        edit_device([percent = static_cast<int>(*volume)](Device& device) { device.volume = percent; });
    if (const auto on = fields.boolean("supports_volume"))
        edit_device([value = *on](Device& device) { device.supports_volume = value; });
    if (const auto on = fields.boolean("restricted"))
        edit_device([value = *on](Device& device) { device.is_restricted = value; });
    if (const auto on = fields.boolean("private_session"))
        edit_device([value = *on](Device& device) { device.is_private_session = value; });
}

void add_playback_edits(const Catalog& catalog, const Fields& fields, std::vector<Edit>& edits) {
    if (fields.has("track")) {
        const std::size_t item = item_from(catalog, fields);
        edits.push_back([&catalog, item](PlayerState& state, Random&) { go_to(state, catalog, item); });
    }
    if (const auto content = fields.one_of("content", {"track", "advert", "local", "episode", "unknown"}))
        edits.push_back([&catalog, name = *content](PlayerState& state, Random&) {
            if (name == "track") {
                state.aside.reset();
                state.progress_ms = 0;
            } else {
                go_to(state, catalog, catalog.first(kind_from(name)));
            }
        });
    if (const auto progress = fields.integer("progress_ms", 0, longest_progress))
        edits.push_back([ms = *progress](PlayerState& state, Random&) { state.progress_ms = ms; });
    if (const auto form = fields.one_of("progress_form", {"number", "null", "missing", "runs_past_end"}))
        edits.push_back([value = progress_form_from(*form)](PlayerState& state, Random&) {
            state.progress_form = value;
        });
    if (const auto playing = fields.boolean("is_playing"))
        edits.push_back([value = *playing](PlayerState& state, Random&) { state.is_playing = value; });
    if (const auto shuffle = fields.boolean("shuffle"))
        edits.push_back(
            [on = *shuffle](PlayerState& state, Random& random) { set_shuffle(state, on, random); });
    if (const auto repeat = fields.one_of("repeat", {"off", "context", "track"}))
        edits.push_back(
            [mode = repeat_from(*repeat).value()](PlayerState& state, Random&) { state.repeat = mode; });
}

} // namespace

json::Object::Ptr true_player_json(const World& world, Account& account, Millis now) {
    const PlayerState& state = account.playback.truth(now);
    const Item& item = current_item(state, world.catalog);
    const Device* device = active_device(state);
    auto devices = json::array();
    for (const Device& known : state.devices)
        devices->add(known.name);
    return json::object(
        {{"is_playing", state.is_playing},
         {"active", state.active.has_value()},
         {"track_name", item.name},
         {"artist", item.artists.empty() ? std::string() : item.artists.front().name},
         {"item_uri", item.uri},
         {"context_uri", state.context_uri.empty() ? json::null() : json::Var(state.context_uri)},
         {"duration_ms", item.duration_ms},
         {"progress_ms", state.progress_ms},
         {"shuffle", state.shuffle},
         {"repeat", repeat_name(state.repeat)},
         {"device_name", device ? json::Var(device->name) : json::null()},
         {"volume", device && device->volume ? json::Var(*device->volume) : json::null()},
         {"devices", devices}});
}

void change_player(World& world, Account& account, const Fields& fields, Millis now) {
    fields.allow_only({"is_playing", "track", "progress_ms", "progress_form", "volume", "supports_volume",
                       "shuffle", "repeat", "active", "content", "device", "devices", "restricted",
                       "private_session", "lag"});
    std::vector<Edit> edits;
    add_device_edits(world, fields, account.playback.truth(now), edits);
    add_active_device_edits(fields, edits);
    add_playback_edits(world.catalog, fields, edits);
    const bool lags = fields.boolean("lag").value_or(false);
    account.playback.change(
        [&](PlayerState& state, Random& random) {
            const Item* before = &current_item(state, world.catalog);
            for (const Edit& edit : edits)
                edit(state, random);
            state.changed_at = now;
            if (&current_item(state, world.catalog) != before)
                state.item_since = now;
        },
        lags, now);
}

} // namespace sim
