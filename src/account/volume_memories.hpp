// What mute and duck have to be undone to, for each Spotify device by its name, as it is kept over a restart. Pure.
#pragma once

#include "player/wish.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotify::account {

class VolumeMemories {
public:
    static constexpr std::size_t max_devices = 20; // the longest unused goes

    // Made where there is none; good until the next call.
    player::VolumeMemory& of(const std::string& device);

    // One line for each device that has something to remember. What cannot be read is nothing.
    std::string text() const;
    static VolumeMemories parse(std::string_view text);
    bool operator==(const VolumeMemories&) const = default;

private:
    std::vector<std::pair<std::string, player::VolumeMemory>> memories_; // the last used last
};

} // namespace spotify::account
