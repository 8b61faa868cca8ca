// Whether a site fits the manifests of its plugins. Pure, but for the functions that read manifests.
#pragma once

#include "host/manifest.hpp"
#include "host/plugin_folders.hpp"
#include "host/rules/rule_check.hpp"
#include "host/site.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace host {

// What is wrong with a device's plugin, at the place that names it.
std::vector<Mistake> plugin_mistakes(const Site& site, const DeviceEntry& device, const ManifestError& error);
std::vector<Mistake> config_mistakes(const Site& site, const DeviceEntry& device, const Manifest& manifest);
std::vector<Mistake> rule_mistakes(const Site& site, const FindManifest& find);

using Manifests = std::map<std::string, std::shared_ptr<const Manifest>>; // by device

// All of it, with the manifests in `plugins`; none when all is well. Adds those that could be read to `manifests`.
std::vector<Mistake> site_mistakes(const Site& site, const PluginFolders& plugins, Manifests& manifests);

// Sentences on what may be run and is not wise, each "FILE:LINE:COLUMN: KEY: ...".
std::vector<std::string> site_warnings(const Site& site);

// A site file that may be run: as it was read, and sentences on all that is wrong with it, in the order of
// the file.
struct CheckedSite {
    Site site;
    std::vector<std::string> sentences;
    std::vector<std::string> warnings{}; // sentences on what may be run and is not wise
    Manifests manifests{};               // those that could be read
    std::vector<Mistake> mistakes{};     // what the sentences are of; none for a file that cannot be read
};
// Never throws for what is in the file, or for one that cannot be read.
CheckedSite check_site_file(const std::filesystem::path& file, const PluginFolders& plugins);

} // namespace host
