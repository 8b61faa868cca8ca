// Texts that are kept as pieces with a character behind each: words of a line, lines of a text. Pure.
#pragma once

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace spotify {

// What stands before the next `end`, or all of it; that and the `end` are taken off `text`. Empty at the end.
inline std::string_view take_piece(std::string_view& text, char end) {
    const auto piece = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    return piece;
}

// Whether the whole of `text` is a number that fits; then it is in `into`, and otherwise that means nothing.
template <typename Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

} // namespace spotify
