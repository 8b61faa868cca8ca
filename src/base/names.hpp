// Names of devices and presets as people write them: UTF-8, with blanks that nobody sees and marks that one keyboard
// has and another has not. Pure; the process's locale has no say.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotify {

// Code points; a byte that is no UTF-8 is one.
std::size_t character_count(std::string_view text);

// As RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Without the blanks around it, and without what is invisible there: spaces of any width, line breaks, zero-width
// characters, marks of direction, a byte order mark. A view into `text`.
std::string_view trimmed(std::string_view text);

struct NearName {
    std::string name;
    // Differs by upper and lower case, accents, blanks, and the form of apostrophes, quotes and dashes only.
    bool is_same_to_readers = false;
    bool operator==(const NearName&) const = default;
};

// Of `names` the one that `name` may have been meant for: the same to readers, else a few letters apart, else the only
// one that `name` is a part of. Nothing when none is near.
std::optional<NearName> nearest_name(std::string_view name, const std::vector<std::string>& names);

} // namespace spotify
