#include "driving.hpp"

#include <filesystem>

namespace fuzz {

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::string hex(const std::string& bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes.substr(0, 4000)) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::vector<std::string> in_pieces(const std::string& bytes, Random& random) {
    std::vector<std::string> pieces;
    std::size_t at = 0;
    for (auto cuts = pick(random, 4); cuts > 0 && at < bytes.size(); --cuts) {
        const std::size_t size = pick(random, bytes.size() - at + 1);
        pieces.push_back(bytes.substr(at, size));
        at += size;
    }
    pieces.push_back(bytes.substr(at));
    return pieces;
}

} // namespace fuzz
