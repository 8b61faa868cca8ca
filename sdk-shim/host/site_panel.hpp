// The panel's part of a site file: where it listens, and its pages.
#pragma once

#include "host/site_access.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace host {

struct PanelEntry {
    std::string address;         // an IP literal without brackets; a loopback one when there are no keys
    std::uint16_t port = 0;      // 0: any free one
    std::filesystem::path pages; // absolute, or relative to the site file's folder; empty: the built-in page
    std::vector<AccessKey> keys{}; // the site's
    std::optional<TlsFiles> tls{}; // the site's

    bool operator==(const PanelEntry&) const = default;
};

// `json` is what stands under "panel", `access` the site's. What comes back after a problem is not to be used.
PanelEntry read_panel(const Json& json, const AccessEntry& access, const TellMistake& problem);

// What works and is not wise about the panel, as a sentence: access keys that cross a network for all to read.
std::optional<std::string> panel_warning(const PanelEntry& panel);

// Makes the paths absolute that are relative to the folder of the site file.
void resolve_paths(PanelEntry& panel, const std::filesystem::path& folder);

} // namespace host
