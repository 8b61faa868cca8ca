// Keys of secrets against the forms of a manifest. Pure.
#pragma once

#include <string_view>

namespace host {

// Whether `key` is one that `form` (dp:secrets/N/key) stands for: the same text, where {name} in the form is one segment
// of the key, of at least one character and without a slash.
bool is_secret_key(std::string_view form, std::string_view key);

} // namespace host
