#include "command.hpp"

#include <algorithm>

namespace sim {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

std::optional<std::size_t> device_with(const PlayerState& state, const std::string& id) {
    for (std::size_t index = 0; index < state.devices.size(); ++index)
        if (state.devices[index].id == id)
            return index;
    return std::nullopt;
}

Refusal restriction_violated() {
    return {403, "Player command failed: Restriction violated", "UNKNOWN"};
}

// Play and transfer may wake a device and move playback to it; everything else speaks to the device that
// plays.
bool may_move(const Command& command) {
    return std::holds_alternative<Play>(command.action) || std::holds_alternative<Transfer>(command.action);
}

void make_active(PlayerState& state, const std::optional<std::string>& id, Millis wake_ms, Millis now) {
    const auto index = id ? device_with(state, *id) : state.active;
    if (!index || index == state.active)
        return;
    const bool nothing_was_active = !state.active;
    state.active = index;
    state.changed_at = now;
    if (nothing_was_active)
        state.as_of = now + wake_ms;
}

void play(const Play& action, PlayerState& state, const Catalog& catalog, Random& random, Millis now) {
    if (action.loses_the_list) {
        const std::size_t current = state.aside ? *state.aside : state.list.at(state.position);
        state.list = {current};
        state.position = 0;
        state.aside.reset();
        state.queued.clear();
        state.context_uri.clear();
    }
    if (action.list) {
        note_played(state, catalog, now);
        state.context_uri = action.list->context_uri;
        state.list = action.list->items;
        state.position = action.list->first;
        state.aside.reset();
        state.progress_ms = 0;
        state.item_since = now;
        state.shuffle = state.shuffle && !action.resets_shuffle; // the new list has an order of its own
    } else if (action.resets_shuffle) {
        set_shuffle(state, false, random);
    }
    if (action.position_ms)
        state.progress_ms = *action.position_ms;
    state.is_playing = true;
    state.changed_at = now;
}

} // namespace

const char* command_name(const Command& command) {
    return std::visit(Overloaded{
                          [](const Play&) { return "play"; },
                          [](const Pause&) { return "pause"; },
                          [](const Next&) { return "next"; },
                          [](const Previous&) { return "previous"; },
                          [](const Seek&) { return "seek"; },
                          [](const SetVolume&) { return "volume"; },
                          [](const SetRepeat&) { return "repeat"; },
                          [](const SetShuffle&) { return "shuffle"; },
                          [](const Transfer&) { return "transfer"; },
                          [](const Enqueue&) { return "queue"; },
                      },
                      command.action);
}

std::optional<Refusal> refusal(const Command& command, const PlayerState& state, const Catalog& catalog) {
    std::optional<std::size_t> target = state.active;
    if (command.device_id) {
        target = device_with(state, *command.device_id);
        if (!target)
            return Refusal{404, "Device not found", ""};
    }
    if (!target)
        return Refusal{404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE"};
    const Device& device = state.devices.at(*target);
    if (device.is_restricted)
        return Refusal{403, "Player command failed: Restricted device", "UNKNOWN"};
    const bool elsewhere = target != state.active;
    if (elsewhere && !may_move(command) && !std::holds_alternative<SetVolume>(command.action))
        return restriction_violated();

    const auto forbids = [&](const char* flag) { return disallowed(state, catalog, flag); };
    const bool violated = std::visit(
        Overloaded{
            [&](const Play& action) {
                return action.list ? forbids("interrupting_playback") : !elsewhere && forbids("resuming");
            },
            [&](const Pause&) { return forbids("pausing"); },
            [&](const Next&) { return forbids("skipping_next"); },
            [&](const Previous&) { return forbids("skipping_prev"); },
            [&](const Seek&) { return forbids("seeking"); },
            [&](const SetVolume&) { return false; },
            [&](const SetRepeat&) { return forbids("toggling_repeat_context"); },
            [&](const SetShuffle&) { return forbids("toggling_shuffle"); },
            [&](const Transfer&) { return elsewhere && forbids("transferring_playback"); },
            [&](const Enqueue&) { return false; },
        },
        command.action);
    if (violated)
        return restriction_violated();
    if (std::holds_alternative<SetVolume>(command.action) && !device.supports_volume)
        return Refusal{403, "Player command failed: Cannot control device volume", "VOLUME_CONTROL_DISALLOW"};
    return std::nullopt;
}

void apply(const Command& command, PlayerState& state, const Catalog& catalog, Random& random, Millis wake_ms,
           Millis now) {
    if (may_move(command))
        make_active(state, command.device_id, wake_ms, now);
    std::visit(Overloaded{
                   [&](const Play& action) { play(action, state, catalog, random, now); },
                   [&](const Pause&) {
                       state.is_playing = false;
                       state.changed_at = now;
                   },
                   [&](const Next&) { skip_next(state, catalog, now); },
                   [&](const Previous&) { skip_previous(state, catalog, now); },
                   [&](const Seek& action) {
                       if (action.position_ms >= current_item(state, catalog).duration_ms) {
                           skip_next(state, catalog, now);
                           return;
                       }
                       state.progress_ms = action.position_ms;
                       state.changed_at = now;
                   },
                   [&](const SetVolume& action) {
                       const auto index =
                           command.device_id ? device_with(state, *command.device_id) : state.active;
                       if (index)
                           state.devices[*index].volume = action.percent;
                   },
                   [&](const SetRepeat& action) { state.repeat = action.repeat; },
                   [&](const SetShuffle& action) { set_shuffle(state, action.on, random); },
                   [&](const Transfer& action) {
                       if (action.play)
                           state.is_playing = true;
                   },
                   [&](const Enqueue& action) { state.queued.push_back(action.item); },
               },
               command.action);
}

void set_shuffle(PlayerState& state, bool on, Random& random) {
    if (state.shuffle == on)
        return;
    state.shuffle = on;
    const std::size_t current = state.list.at(state.position);
    if (on) {
        random.shuffle(state.list);
        std::iter_swap(state.list.begin(), std::find(state.list.begin(), state.list.end(), current));
        state.position = 0;
    } else {
        // The catalogue is in the order of its playlists.
        std::sort(state.list.begin(), state.list.end());
        state.position = static_cast<std::size_t>(std::find(state.list.begin(), state.list.end(), current) -
                                                  state.list.begin());
    }
}

} // namespace sim
