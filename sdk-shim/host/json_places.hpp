// Where in its text each value of a JSON stands, so that a sentence about it can name line and column. Pure.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace host {

// Both count from 1; a column is a character, whatever bytes it has.
struct TextPlace {
    std::size_t line = 1;
    std::size_t column = 1;

    auto operator<=>(const TextPlace&) const = default;
};

// The place of the byte at `offset`; of the end when it is beyond.
TextPlace place_in(std::string_view text, std::size_t offset);

class JsonPlaces {
public:
    JsonPlaces() = default;
    // `text` is one that read_json() has taken, with comments or without.
    explicit JsonPlaces(std::string_view text);

    // Where the member of an object begins with its key, or the element of an array with its value. Of what
    // is not in the text: where the innermost value around it begins. `pointer` is a JSON pointer (RFC 6901).
    TextPlace of(std::string_view pointer) const;

private:
    std::map<std::string, TextPlace, std::less<>> places_; // by pointer
};

} // namespace host
