#include "player/capabilities.hpp"

#include <ostream>
#include <utility>

namespace spotify::player {

namespace {

bool is_volume_settable(const Shared<Device>& device) {
    // A device that has a volume tells it. An old answer says nothing of the support, and means yes.
    return device && !device->is_restricted && device->supports_volume.value_or(true) &&
           device->volume_percent.has_value();
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Capabilities& capabilities) {
    const std::pair<const char*, bool> flags[] = {
        {"play", capabilities.can_play},       {"pause", capabilities.can_pause},
        {"next", capabilities.can_next},       {"previous", capabilities.can_previous},
        {"seek", capabilities.can_seek},       {"set_volume", capabilities.can_set_volume},
        {"shuffle", capabilities.can_shuffle}, {"repeat", capabilities.can_repeat},
        {"start", capabilities.can_start},
    };
    out << '{';
    const char* between = "";
    for (const auto& [name, is_set] : flags) {
        if (is_set) {
            out << between << name;
            between = " ";
        }
    }
    return out << '}';
}

Capabilities capabilities_of(const PlayerState& state, bool is_reachable, bool is_active_here,
                             bool can_wake) {
    Capabilities can;
    if (!is_reachable) {
        return can;
    }
    const auto& disallows = state.disallows;
    if (!is_active_here) {
        // All there is to ask is that playback comes here. That the other device takes no commands is no
        // hindrance, they go to this one.
        can.can_play = can.can_start = can_wake && !disallows.transferring;
        return can;
    }
    if (state.device && state.device->is_restricted) {
        return can;
    }
    can.can_set_volume = is_volume_settable(state.device);
    can.can_start = state.device.has_value() || can_wake;
    if (state.item->content == Content::none) {
        // The flags of an empty player forbid everything, and yet waking the device starts what it had last.
        can.can_play = can_wake;
        return can;
    }
    can.can_play = !state.is_playing && !disallows.resuming;
    can.can_pause = state.is_playing && !disallows.pausing;
    can.can_next = !disallows.skipping_next;
    can.can_previous = !disallows.skipping_prev;
    can.can_seek = state.item->content != Content::advert && state.item->duration_ms.value_or(0) > 0 &&
                   !disallows.seeking;
    can.can_shuffle = !disallows.toggling_shuffle;
    can.can_repeat = !(disallows.toggling_repeat_context && disallows.toggling_repeat_track);
    return can;
}

} // namespace spotify::player
