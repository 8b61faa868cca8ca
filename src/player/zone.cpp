#include "player/zone.hpp"

#include <algorithm>
#include <iterator>

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
        std::vector<std::string> names;
        std::ranges::transform(devices, std::back_inserter(names), &Device::name);
        return {How::absent, {}, false, nearest_name(name, names)};
    }
    if (namesakes > 1 && !best->is_active) {
        return {How::ambiguous, {}, false};
    }
    if (best->is_restricted || !best->id || best->id->empty()) {
        return {How::restricted, {}, best->is_active};
    }
    return {How::found, *best->id, best->is_active};
}

std::string sentence_for(const FoundDevice& found, const std::string& name) {
    const auto absent = "Spotify does not see the device \"" + name + "\"";
    switch (found.how) {
    case FoundDevice::How::absent:
        if (!found.meant) {
            return absent + ": switch it on and open Spotify there once";
        }
        return found.meant->is_same_to_readers
                   ? absent + ", but \"" + found.meant->name + "\": write the name to the letter"
                   : absent + ", but \"" + found.meant->name + "\": correct the name, or switch on \"" +
                         name + "\" and open Spotify there once";
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
