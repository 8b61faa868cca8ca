// The TCP lines' part of a site file: where they are spoken, and whether under TLS.
#pragma once

#include "host/site_access.hpp"
#include "host/site_listen.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace host {

struct LinesEntry {
    std::string address;           // an IP literal without brackets; a loopback one when there are no keys
    std::uint16_t port = 0;        // 0: any free one
    std::vector<AccessKey> keys{}; // the site's
    std::optional<TlsFiles> tls{}; // the site's, where it is wanted

    bool operator==(const LinesEntry&) const = default;
};

// `json` is what stands under "lines", `access` the site's. What comes back after a problem is not to be used.
LinesEntry read_lines(const Json& json, const AccessEntry& access, const TellMistake& problem);

// What works and is not wise about the lines, as a sentence.
std::optional<std::string> lines_warning(const LinesEntry& lines);

} // namespace host
