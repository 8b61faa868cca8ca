// Who may come to the faces of a host, and with which certificate: what the site file says of it once for all of them.
#pragma once

#include "host/json_text.hpp"
#include "host/mistake.hpp"
#include "host/origin.hpp"
#include "host/role.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace host {

// The key itself is known to nobody but its owner.
struct AccessKey {
    std::string name; // for logs
    Role role = Role::operate;
    std::array<std::uint8_t, 32> sha256{}; // of the key's text

    bool operator==(const AccessKey&) const = default;
};

struct TlsFiles {
    std::filesystem::path certificate; // PEM, with the chain behind it; relative to the site file's folder
    std::filesystem::path key;         // PEM, the same
    Origin origin{};

    bool operator==(const TlsFiles&) const = default;
};

struct AccessEntry {
    std::vector<AccessKey> keys{};
    std::optional<TlsFiles> tls{};
    bool means_to_have_keys = false; // the file has them, if perhaps wrongly

    bool operator==(const AccessEntry&) const = default;
};

// `access` and `panel` are what stands under these names, null where nothing does: keys and tls may stand under either, and
// not under both. What comes back after a problem is not to be used.
AccessEntry read_access(const JsonObject& access, const JsonObject& panel, const TellMistake& problem);

// Makes the paths absolute that are relative to the folder of the site file.
void resolve_paths(TlsFiles& tls, const std::filesystem::path& folder);

} // namespace host
