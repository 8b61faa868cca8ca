// The manifest of a plugin that somewhere is named.
#pragma once

#include "host/manifest.hpp"
#include "host/plugin_folders.hpp"

#include <string>

namespace host {

// Throws ManifestError; for a plugin that is not there its one sentence says which there are.
Manifest read_manifest(const PluginFolders& folders, const std::string& plugin);

} // namespace host
