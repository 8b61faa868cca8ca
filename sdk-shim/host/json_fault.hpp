// Where a text stops being JSON, in words for a person: a comma too many, quotation marks of a word processor, a bracket
// that nothing closes. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace host {

struct JsonFault {
    std::size_t offset = 0; // bytes from the beginning: what is to be changed stands there
    std::string sentence;   // "expected ..."
};

// The first fault of a text that is no JSON (RFC 8259), by its grammar. `text` is without comments. Nothing for a text
// that is JSON, and for one that is nested too deeply to be followed.
std::optional<JsonFault> find_json_fault(std::string_view text);

} // namespace host
