#include "account/volume_memories.hpp"

#include "base/pieces.hpp"

#include <algorithm>

namespace spotify::account {

namespace {

std::string word(const std::optional<std::int64_t>& volume) {
    return volume ? std::to_string(*volume) : "-";
}

std::optional<std::int64_t> volume_of(std::string_view word) {
    std::int64_t volume = 0;
    const bool is_good = read_number(word, volume) && volume >= 0 && volume <= 100;
    return is_good ? std::optional{volume} : std::nullopt;
}

} // namespace

player::VolumeMemory& VolumeMemories::of(const std::string& device) {
    const auto found =
        std::ranges::find(memories_, device, &std::pair<std::string, player::VolumeMemory>::first);
    if (found != memories_.end()) {
        std::rotate(found, found + 1, memories_.end());
    } else {
        memories_.emplace_back(device, player::VolumeMemory{});
        if (memories_.size() > max_devices) {
            memories_.erase(memories_.begin());
        }
    }
    return memories_.back().second;
}

std::string VolumeMemories::text() const {
    std::string text;
    for (const auto& [device, memory] : memories_) {
        const bool is_one_line = device.find('\n') == std::string::npos;
        if (is_one_line && (memory.before_mute || memory.before_duck)) {
            text += word(memory.before_mute) + ' ' + word(memory.before_duck) + ' ' + device + '\n';
        }
    }
    return text;
}

VolumeMemories VolumeMemories::parse(std::string_view text) {
    VolumeMemories read;
    while (!text.empty() && read.memories_.size() < max_devices) {
        auto line = take_piece(text, '\n');
        player::VolumeMemory memory;
        memory.before_mute = volume_of(take_piece(line, ' '));
        memory.before_duck = volume_of(take_piece(line, ' '));
        if (!line.empty() && (memory.before_mute || memory.before_duck)) {
            read.of(std::string{line}) = memory;
        }
    }
    return read;
}

} // namespace spotify::account
