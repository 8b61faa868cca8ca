#include "account/volume_memories.hpp"

#include <algorithm>
#include <charconv>

namespace spotify::account {

namespace {

std::string word(const std::optional<std::int64_t>& volume) {
    return volume ? std::to_string(*volume) : "-";
}

// The word before the next blank, which is taken off.
std::string_view next_word(std::string_view& line) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    return word;
}

std::optional<std::int64_t> volume_of(std::string_view word) {
    std::int64_t volume = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), volume);
    const bool is_good =
        error == std::errc{} && end == word.data() + word.size() && volume >= 0 && volume <= 100;
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
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        player::VolumeMemory memory;
        memory.before_mute = volume_of(next_word(line));
        memory.before_duck = volume_of(next_word(line));
        if (!line.empty() && (memory.before_mute || memory.before_duck)) {
            read.of(std::string{line}) = memory;
        }
    }
    return read;
}

} // namespace spotify::account
