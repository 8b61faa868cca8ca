// The keys of the stores, as device_plugin.h has them, and the files they are kept in. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host {

// 1 to 200 characters of A-Z a-z 0-9 . _ - and /, neither beginning nor ending with / and without an empty,
// "." or
// ".." segment.
bool is_store_key(std::string_view key);

// One flat name for a key, so that "a" and "a/b" can both be there: each / becomes ~, which no key has. A
// name that begins with ~ belongs to no key: temporary files are called so.
std::string file_name_of(std::string_view key);

// Nothing for a name that belongs to no key.
std::optional<std::string> key_of(std::string_view file_name);

} // namespace host
