#include "action_map.hpp"

#include "base/names.hpp"
#include "playable_uri.hpp"

#include <algorithm>
#include <iterator>

namespace plugin {

namespace {

namespace player = spotify::player;

constexpr std::int64_t longest_item_ms = 86'400'000;
constexpr std::int64_t longest_fade_ms = 120'000;
constexpr std::int64_t usual_step = 5; // percent points
constexpr std::size_t longest_address = 8192;
constexpr std::size_t longest_uri = 1024;
constexpr std::size_t longest_name = 256;

template <typename Ids>
std::optional<std::size_t> index_of(const Ids& ids, std::string_view id) {
    const auto found = std::ranges::find(ids, id);
    return found == ids.end() ? std::nullopt : std::optional{static_cast<std::size_t>(found - ids.begin())};
}

std::string repeat_mode(const std::string& mode, const std::string& where) {
    if (mode != "off" && mode != "context" && mode != "track") {
        throw ParameterError(dp::Status::out_of_range, where + ": off, context or track is expected");
    }
    return mode;
}

player::SpotifyUri uri_in(Parameters& parameters, const std::string& action, Playable what) {
    const auto link = playable_uri(parameters.text("uri", longest_uri), what);
    if (!link.uri) {
        throw ParameterError(dp::Status::bad_argument, action + "/uri: " + link.problem);
    }
    return *link.uri;
}

player::Wish wish_of_preset(const std::string& name, const std::vector<Preset>& presets) {
    const auto found = std::ranges::find(presets, name, &Preset::name);
    if (found == presets.end()) {
        std::vector<std::string> names;
        std::ranges::transform(presets, std::back_inserter(names), &Preset::name);
        const auto meant = spotify::nearest_name(name, names);
        throw ParameterError(dp::Status::out_of_range,
                             "play_preset/name: this device's config has no preset \"" + name + '"' +
                                 (meant ? "; did you mean \"" + meant->name + "\"?" : ""));
    }
    return player::PlayPreset{found->uri, found->resume, found->shuffle};
}

Request read_request(manifest::Action action, const std::string& id, Parameters& parameters,
                     const std::vector<Preset>& presets) {
    using enum manifest::Action;
    const auto wish = [](auto what) { return Request{player::Wish{std::move(what)}}; };
    switch (action) {
    case play:
        return wish(player::Play{});
    case pause:
        return wish(player::Pause{});
    case play_pause:
        return wish(player::PlayPause{});
    case next:
        return wish(player::Next{});
    case previous:
        return wish(player::Previous{});
    case seek:
        return wish(player::Seek{parameters.integer("position_ms", 0, longest_item_ms)});
    case skip_by:
        return wish(player::SkipBy{parameters.integer("delta_ms", -longest_item_ms, longest_item_ms)});
    case set_volume:
        return wish(player::SetVolume{parameters.integer("volume", 0, 100)});
    case volume_up:
        return wish(player::ChangeVolume{parameters.integer("step", 1, 100, usual_step)});
    case volume_down:
        return wish(player::ChangeVolume{-parameters.integer("step", 1, 100, usual_step)});
    case mute:
        return wish(player::Mute{true});
    case unmute:
        return wish(player::Mute{false});
    case toggle_mute:
        return wish(player::Mute{std::nullopt});
    case fade_volume: {
        const auto volume = parameters.integer("volume", 0, 100);
        return FadeVolume{volume,
                          std::chrono::milliseconds{parameters.integer("duration_ms", 0, longest_fade_ms)}};
    }
    case duck:
        return wish(player::Duck{true});
    case unduck:
        return wish(player::Duck{false});
    case set_shuffle:
        return wish(player::SetShuffle{parameters.boolean("shuffle")});
    case toggle_shuffle:
        return wish(player::ToggleShuffle{});
    case set_repeat:
        return wish(player::SetRepeat{repeat_mode(parameters.text("repeat", longest_name), id + "/repeat")});
    case cycle_repeat:
        return wish(player::CycleRepeat{});
    case transfer:
        return wish(player::Transfer{parameters.text("device_name", longest_name)});
    case play_uri:
        return wish(player::PlayUri{uri_in(parameters, id, Playable::item_or_context)});
    case play_preset:
        return Request{wish_of_preset(parameters.text("name", longest_name), presets)};
    case queue_uri:
        return wish(player::Enqueue{uri_in(parameters, id, Playable::item)});
    case favorite:
        return wish(player::Favorite{true});
    case unfavorite:
        return wish(player::Favorite{false});
    case toggle_favorite:
        return wish(player::Favorite{std::nullopt});
    case search:
        return Search{parameters.text("query", longest_name)};
    case refresh:
        return Refresh{};
    case sign_in: {
        const auto* address = parameters.optional_text("redirect_url", longest_address);
        return SignIn{address == nullptr ? std::nullopt : std::optional{spotify::Secret{*address}}};
    }
    case sign_out:
        return SignOut{};
    case diagnostics:
        break;
    }
    return Diagnostics{};
}

} // namespace

std::optional<manifest::Action> action_of(std::string_view id) {
    const auto index = index_of(manifest::action_ids, id);
    return index ? std::optional{static_cast<manifest::Action>(*index)} : std::nullopt;
}

std::optional<manifest::Property> property_of(std::string_view id) {
    const auto index = index_of(manifest::property_ids, id);
    return index ? std::optional{static_cast<manifest::Property>(*index)} : std::nullopt;
}

Request request_of(manifest::Action action, const std::vector<dp::NamedValue>& given,
                   const std::vector<Preset>& presets) {
    const std::string id{manifest::action_ids[static_cast<std::size_t>(action)]};
    Parameters parameters(id, given);
    auto request = read_request(action, id, parameters, presets);
    parameters.finish();
    return request;
}

// A write is an action under another name: the same checks, with the property's name for the parameter's.
spotify::player::Wish wish_to_write(manifest::Property property, const dp::Value& value) {
    const std::string id{manifest::property_ids[static_cast<std::size_t>(property)]};
    const std::vector<dp::NamedValue> given{{id, value}};
    Parameters parameters("write", given);
    using enum manifest::Property;
    switch (property) {
    case progress_ms:
        return player::Seek{parameters.integer("progress_ms", 0, longest_item_ms)};
    case volume:
        return player::SetVolume{parameters.integer("volume", 0, 100)};
    case muted:
        return player::Mute{parameters.boolean("muted")};
    case shuffle:
        return player::SetShuffle{parameters.boolean("shuffle")};
    case repeat:
        return player::SetRepeat{repeat_mode(parameters.text("repeat", longest_name), "write/repeat")};
    case is_favorite:
        return player::Favorite{parameters.boolean("is_favorite")};
    default:
        throw ParameterError(dp::Status::unsupported, id + " is read-only");
    }
}

dp::Status status_of(spotify::Result result) {
    using spotify::Result;
    switch (result) {
    case Result::ok:
        return dp::Status::ok;
    case Result::bad_argument:
        return dp::Status::bad_argument;
    case Result::unsupported:
        return dp::Status::unsupported;
    case Result::busy:
        return dp::Status::busy;
    case Result::storage:
        return dp::Status::storage;
    case Result::canceled:
        return dp::Status::canceled;
    case Result::timeout:
        return dp::Status::timeout;
    case Result::offline:
        return dp::Status::offline;
    case Result::sign_in_needed:
        return dp::Status::sign_in_needed;
    case Result::forbidden:
        return dp::Status::forbidden;
    case Result::rate_limited:
        return dp::Status::rate_limited;
    case Result::no_target:
        return dp::Status::no_target;
    case Result::remote:
        return dp::Status::remote;
    case Result::internal:
        break;
    }
    return dp::Status::internal;
}

} // namespace plugin
