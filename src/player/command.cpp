#include "player/command.hpp"

#include <algorithm>

namespace spotify::player {

namespace {

template <typename Kind>
bool is(const Command& command) {
    return std::holds_alternative<Kind>(command);
}

bool is_transport(const Command& command) {
    return is<Play>(command) || is<Pause>(command);
}

// Overloads for what each kind promises.
struct Promise {
    Shown shown;
    TimePoint at;

    void operator()(const Play&) { shown = with_playing(shown, true, at); }
    void operator()(const Pause&) { shown = with_playing(shown, false, at); }
    void operator()(const Seek& seek) {
        if (shown.state.item->content == Content::none) {
            return;
        }
        const auto end = shown.state.item->duration_ms.value_or(seek.position_ms);
        shown.anchor = Anchor{std::min(seek.position_ms, end), at};
        shown.state.progress_ms = shown.anchor.progress_ms;
    }
    void operator()(const SetVolume& volume) {
        if (shown.state.device && shown.state.device->volume_percent) {
            shown.state.device.own().volume_percent = volume.percent;
        }
    }
    void operator()(const SetShuffle& shuffle) {
        if (shown.state.shuffle) {
            shown.state.shuffle = shuffle.shuffle;
        }
    }
    void operator()(const SetRepeat& repeat) {
        if (shown.state.repeat) {
            shown.state.repeat = repeat.mode;
        }
    }
    template <typename Other>
    void operator()(const Other&) {}
};

} // namespace

Meeting meet(const Command& newer, const Command& older) {
    if ((is<Next>(newer) && is<Previous>(older)) || (is<Previous>(newer) && is<Next>(older))) {
        return Meeting::cancels;
    }
    if (is_step(newer)) {
        return Meeting::apart;
    }
    if (const auto* favorite = std::get_if<SetFavorite>(&newer)) {
        const auto* other = std::get_if<SetFavorite>(&older);
        return other != nullptr && other->uri == favorite->uri ? Meeting::replaces : Meeting::apart;
    }
    if (is_transport(newer) && is_transport(older)) {
        return Meeting::replaces;
    }
    // What plays something else makes pointless what was wanted of the old.
    if (is<PlayUri>(newer) &&
        (is_transport(older) || is<Seek>(older) || is<Next>(older) || is<Previous>(older))) {
        return Meeting::replaces;
    }
    return newer.index() == older.index() ? Meeting::replaces : Meeting::apart;
}

bool is_step(const Command& command) {
    return is<Next>(command) || is<Previous>(command) || is<Enqueue>(command);
}

bool is_fulfilled(const Command& command, const PlayerState& state) {
    if (is<Play>(command)) {
        return state.is_playing;
    }
    if (is<Pause>(command)) {
        return !state.is_playing;
    }
    if (const auto* volume = std::get_if<SetVolume>(&command)) {
        return state.device && state.device->volume_percent == volume->percent;
    }
    if (const auto* shuffle = std::get_if<SetShuffle>(&command)) {
        return state.shuffle == shuffle->shuffle;
    }
    if (const auto* repeat = std::get_if<SetRepeat>(&command)) {
        return state.repeat == repeat->mode;
    }
    if (const auto* transfer = std::get_if<Transfer>(&command)) {
        return state.device && state.device->name == transfer->device_name;
    }
    return false;
}

Shown promised(Shown shown, const Command& command, TimePoint at) {
    Promise promise{std::move(shown), at};
    std::visit(promise, command);
    return std::move(promise.shown);
}

bool is_idempotent(const Command& command) {
    return !is_step(command);
}

} // namespace spotify::player
