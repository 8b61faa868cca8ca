#include "host/store_key.hpp"

#include "host/names.hpp"

#include <algorithm>

namespace host {

bool is_store_key(std::string_view key) {
    if (key.empty() || key.size() > 200) {
        return false;
    }
    for (;;) {
        const auto end = key.find('/');
        const auto segment = key.substr(0, end);
        const bool is_plain = std::all_of(segment.begin(), segment.end(), [](char c) {
            return is_ascii_letter(c) || is_ascii_digit(c) || c == '.' || c == '_' || c == '-';
        });
        if (!is_plain || segment.empty() || segment == "." || segment == "..") {
            return false;
        }
        if (end == std::string_view::npos) {
            return true;
        }
        key.remove_prefix(end + 1);
    }
}

std::string file_name_of(std::string_view key) {
    std::string name{key};
    std::replace(name.begin(), name.end(), '/', '~');
    return name;
}

std::optional<std::string> key_of(std::string_view file_name) {
    std::string key{file_name};
    std::replace(key.begin(), key.end(), '~', '/');
    return is_store_key(key) ? std::optional{key} : std::nullopt;
}

} // namespace host
