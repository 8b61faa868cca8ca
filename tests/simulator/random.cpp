#include "random.hpp"

#include <utility>

namespace sim {

std::int64_t Random::between(std::int64_t lowest, std::int64_t highest) {
    if (highest <= lowest)
        return lowest;
    const auto span = static_cast<std::uint64_t>(highest - lowest) + 1;
    return lowest + static_cast<std::int64_t>(engine_() % span);
}

std::string Random::url_safe(std::size_t length) {
    return pick(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

std::string Random::hex(std::size_t length) {
    return pick(length, "0123456789abcdef");
}

std::string Random::pick(std::size_t length, const std::string& alphabet) {
    std::string text;
    text.reserve(length);
    while (text.size() < length)
        text += alphabet[static_cast<std::size_t>(engine_() % alphabet.size())];
    return text;
}

void Random::shuffle(std::vector<std::size_t>& values) {
    for (std::size_t left = values.size(); left > 1; --left)
        std::swap(values[left - 1], values[static_cast<std::size_t>(engine_() % left)]);
}

} // namespace sim
