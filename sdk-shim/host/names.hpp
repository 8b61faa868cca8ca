// Which names devices and plugins may have. Both end up in file names, topics and lines of text. Pure.
#pragma once

#include <algorithm>
#include <string_view>

namespace host {

inline bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_ascii_digit(char c) {
    return c >= '0' && c <= '9';
}

// A letter or digit first, then letters, digits, _ and -; at most 64.
inline bool is_device_id(std::string_view id) {
    return !id.empty() && id.size() <= 64 && (is_ascii_letter(id.front()) || is_ascii_digit(id.front())) &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return is_ascii_letter(c) || is_ascii_digit(c) || c == '_' || c == '-';
           });
}

// One part of a path that leads nowhere else: letters, digits, _, - and ., not beginning with a dot; at
// most 64.
inline bool is_plugin_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return is_ascii_letter(c) || is_ascii_digit(c) || c == '_' || c == '-' || c == '.';
           });
}

} // namespace host
