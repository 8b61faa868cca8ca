// Which Spotify Connect device a command is for: found by name, because ids change (reference 4.2). Pure.
#pragma once

#include "base/names.hpp"
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
    std::optional<NearName> meant = {}; // when absent: a device that is there and may have been meant
    bool operator==(const FoundDevice&) const = default;
};

// Names are compared to the letter: what is like another may be another room's. Of several with one name the active
// one is meant.
FoundDevice find_device(const std::vector<Device>& devices, const std::string& name);

// A sentence for what was not found.
std::string sentence_for(const FoundDevice& found, const std::string& name);

} // namespace spotify::player
