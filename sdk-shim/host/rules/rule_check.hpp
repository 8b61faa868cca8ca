// Whether rules fit the manifests of the devices they name. Pure.
#pragma once

#include "host/manifest.hpp"
#include "host/rules/rule.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace host {

// The manifest of a device's plugin, null when there is none to be had; then nothing is said about it.
using FindManifest = std::function<const Manifest*(const std::string& device)>;

// The config of a device, an object; null when there is no such device.
using FindConfig = std::function<const dp::Json*(const std::string& device)>;

// Told the JSON pointer, and what was expected there.
using TellMistake = std::function<void(const std::string& pointer, std::string_view expected)>;

void check_rule(const Rule& rule, const FindManifest& find, const FindConfig& config,
                const TellMistake& tell);

} // namespace host
