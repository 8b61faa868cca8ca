// What can be set, and what each value has to be. Pure.
#pragma once

#include "dp/guard.hpp"
#include "dp/value.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace feedthrough {

inline constexpr std::array<std::string_view, 6> setting_ids{"flag",  "count", "ratio",
                                                             "label", "mode",  "notes"};

bool is_setting(std::string_view id);

// The value in the form that is kept. Throws dp::Refusal with a sentence that begins with the id.
dp::Value checked(std::string_view id, const dp::Value& value);

// The settings that a config gives, checked. Throws dp::Refusal; Status::unsupported for a text that is not a
// JSON object at all, bad_argument for one that does not fit.
std::vector<dp::NamedValue> read_config(std::string_view json);

} // namespace feedthrough
