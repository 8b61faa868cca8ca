#include "player/zone.hpp"

#include <algorithm>

namespace spotify::player {

FoundDevice find_device(const std::vector<Device>& devices, const std::string& name) {
    using How = FoundDevice::How;
    const Device* best = nullptr;
    std::size_t namesakes = 0;
    for (const auto& device : devices) {
        if (device.name == name) {
            ++namesakes;
            if (best == nullptr || (device.is_active && !best->is_active)) {
                best = &device;
            }
        }
    }
    if (best == nullptr) {
        return {How::absent, {}, false};
    }
    if (namesakes > 1 && !best->is_active) {
        return {How::ambiguous, {}, false};
    }
    if (best->is_restricted || !best->id || best->id->empty()) {
        return {How::restricted, {}, best->is_active};
    }
    return {How::found, *best->id, best->is_active};
}

std::string sentence_for(FoundDevice::How how, const std::string& name) {
    switch (how) {
    case FoundDevice::How::absent:
        return "Spotify does not see the device \"" + name + "\": switch it on and open Spotify there once";
    case FoundDevice::How::ambiguous:
        return "There are several devices called \"" + name + "\": give them different names";
    case FoundDevice::How::restricted:
        return "The device \"" + name + "\" takes no commands from here: use its own control";
    case FoundDevice::How::found:
        break;
    }
    return {};
}

} // namespace spotify::player
