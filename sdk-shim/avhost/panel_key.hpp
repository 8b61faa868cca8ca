// Access keys for the touch panel: their form, and what the site file says of one.
#pragma once

#include "host/role.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace avhost {

constexpr std::size_t panel_key_bytes = 16;

// The bytes as letters and digits that nobody mistakes for others, in groups: "k7m2-...-9x". Pure.
std::string panel_key_text(std::span<const std::uint8_t, panel_key_bytes> bytes);

// From OpenSSL's generator for secrets. Throws std::runtime_error when it has none.
std::string new_panel_key();

// {"name":...,"role":...,"sha256":...}: the entry for the site file. Pure.
std::string panel_key_entry(std::string_view name, host::Role role, std::string_view key);

} // namespace avhost
