// Which Spotify Connect device a command is for: found by name, because ids change (reference 4.2). Pure.
#pragma once

#include "player/player_state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace spotify::player {

struct FoundDevice {
    enum class How {
        found,
        absent,
        ambiguous,  // several of that name, and none of them is active
        restricted, // takes no commands from the Web API
    };
    How how = How::absent;
    std::string id; // when found
    bool is_active = false;
    bool operator==(const FoundDevice&) const = default;
};

// Names are compared to the letter. Of several with one name the active one is meant.
FoundDevice find_device(const std::vector<Device>& devices, const std::string& name);

// A sentence for what was not found.
std::string sentence_for(FoundDevice::How how, const std::string& name);

} // namespace spotify::player
