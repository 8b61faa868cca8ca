// Whether a site fits the manifests of its plugins. Pure, but for check_site(), which reads the manifests.
#pragma once

#include "host/manifest.hpp"
#include "host/site.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace host {

// Each returns sentences "FILE: KEY: expected ...", none when all is well.

// `index` is the device's place in the site.
std::vector<std::string> config_problems(const Site& site, std::size_t index, const Manifest& manifest);

// The manifest of a device's plugin, null when there is none to be had; then nothing is said about it.
using FindManifest = std::function<const Manifest*(const std::string& device)>;
std::vector<std::string> rule_problems(const Site& site, const FindManifest& find);

// All of it, with the manifests in `plugins`.
std::vector<std::string> check_site(const Site& site, const std::filesystem::path& plugins);

} // namespace host
