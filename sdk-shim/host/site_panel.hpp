// The panel's part of a site file: where it listens, its pages, its access keys and its certificate.
#pragma once

#include "host/json_text.hpp"
#include "host/mistake.hpp"
#include "host/role.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace host {

// Who may come to the panel. The key itself is known to nobody but its owner.
struct PanelKey {
    std::string name; // for logs
    Role role = Role::operate;
    std::array<std::uint8_t, 32> sha256{}; // of the key's text

    bool operator==(const PanelKey&) const = default;
};

struct PanelTls {
    std::filesystem::path certificate; // PEM, with the chain behind it; relative to the site file's folder
    std::filesystem::path key;         // PEM, the same

    bool operator==(const PanelTls&) const = default;
};

struct PanelEntry {
    std::string address;         // an IP literal without brackets; a loopback one when there are no keys
    std::uint16_t port = 0;      // 0: any free one
    std::filesystem::path pages; // absolute, or relative to the site file's folder; empty: the built-in page
    std::vector<PanelKey> keys{};
    std::optional<PanelTls> tls{};

    bool operator==(const PanelEntry&) const = default;
};

// `json` is what stands under "panel". What comes back after a problem is not to be used.
PanelEntry read_panel(const Json& json, const TellMistake& problem);

// What works and is not wise about the panel, as a sentence: access keys that cross a network for all to read.
std::optional<std::string> panel_warning(const PanelEntry& panel);

// Makes the paths absolute that are relative to the folder of the site file.
void resolve_paths(PanelEntry& panel, const std::filesystem::path& folder);

} // namespace host
