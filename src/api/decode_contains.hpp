// The answer of GET /me/library/contains: a bare list of flags. Pure.
#pragma once

#include "base/not_json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace spotify::api {

// One entry for each uri that was asked about, in that order; an entry that is no flag is not known and keeps
// its place, for the others belong to theirs. Throws json::NotJson. Thread-safe.
std::vector<std::optional<bool>> decode_contains(const std::string& body);

} // namespace spotify::api
