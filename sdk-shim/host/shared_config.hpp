// Devices of one account, or of whatever else a manifest says that they share, against each other. Pure.
#pragma once

#include "host/manifest.hpp"
#include "host/site.hpp"

#include <string>
#include <vector>

namespace host {

// Keys on which a device of `plugin` differs from an earlier one that shares with it; told at the later one. Nothing
// when the manifest names no such keys.
std::vector<Mistake> shared_mistakes(const Site& site, const std::string& plugin, const Manifest& manifest);

} // namespace host
