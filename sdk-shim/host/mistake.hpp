// What is wrong in a text that a person wrote, as a value. Pure.
#pragma once

#include "host/json_places.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

struct Mistake {
    std::string pointer; // JSON pointer (RFC 6901); empty: the text as a whole
    std::string text;    // "expected ..."
    TextPlace at;

    bool operator==(const Mistake&) const = default;
};

// Takes each mistake as it is found: its JSON pointer, and what was expected there without the word itself.
using TellMistake = std::function<void(const std::string& pointer, std::string_view expected)>;

// "FILE:LINE:COLUMN: POINTER: expected ..."
std::string sentence(std::string_view file, const Mistake& mistake);

// Sorted by place; of two at one place the first stays first.
std::vector<std::string> sentences(std::string_view file, std::vector<Mistake> mistakes);

} // namespace host
