#include "trace.hpp"

#include <array>
#include <cstdio>

namespace contract {

void Trace::line(std::string_view text) {
    const auto since = std::chrono::steady_clock::now() - start_;
    text_ += '+';
    text_ += std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
    text_ += ' ';
    text_ += text;
    text_ += '\n';
}

std::string digest(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

} // namespace contract
