// Values that fit a schema of the manifest, and values that do not. Pure.
#pragma once

#include "host/manifest.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace check {

using Random = std::mt19937_64;

// Nothing where the schema asks for more than this knows how to make (a pattern, for example).
std::optional<dp::Value> fitting(const host::Schema& schema, Random& random);
// Of another type than the schema's; nothing where it takes every type.
std::optional<dp::Value> of_other_type(const host::Schema& schema);
// Of the right type and outside the bounds; nothing where there are none.
std::optional<dp::Value> out_of_bounds(const host::Schema& schema);

// Parameters for an action: the needed ones, and the others by chance. Nothing when one cannot be made.
std::optional<std::vector<dp::NamedValue>> fitting_params(const host::Schema& input, Random& random);

} // namespace check
