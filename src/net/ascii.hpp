// ASCII letters only: host names and header fields know no others, and the process's locale is not ours to
// ask.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace spotify::net {

inline std::string lowered(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return result;
}

} // namespace spotify::net
