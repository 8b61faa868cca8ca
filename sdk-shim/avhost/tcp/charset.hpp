// The characters of a line as its reader takes them, and its width. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace avhost::tcp {

enum class Charset { utf8, latin1 };

std::optional<Charset> charset_of(std::string_view word); // "utf-8" or "latin1"

// From UTF-8. A character that the charset does not have, and one that would end the line, becomes '?'.
std::string encoded(std::string_view text, Charset charset);

// To UTF-8; nothing for a text that is not of this charset.
std::optional<std::string> decoded(std::string_view text, Charset charset);

constexpr std::size_t min_width = 16; // bytes

// `line` as it is, or where it has more than `width` bytes, as many characters of it as fit with "..." behind them. `width`
// is 0 (never cut) or at least min_width.
std::string fitted_to(std::string line, std::size_t width, Charset charset);

} // namespace avhost::tcp
