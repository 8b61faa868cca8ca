// Where a face listens, as the site file says it: "127.0.0.1:8080". Pure.
#pragma once

#include "host/json_text.hpp"
#include "host/mistake.hpp"

#include <cstdint>
#include <string>

namespace host {

struct ListenAddress {
    std::string address;    // an IP literal without brackets
    std::uint16_t port = 0; // 0: any free one

    bool operator==(const ListenAddress&) const = default;
};

// The key "listen" of the object `in`, whose pointer is `at`; `example` is a good one. Without keys only a loopback address
// will do. What comes back after a problem is not to be used.
ListenAddress read_listen(const JsonObject& in, const std::string& at, const std::string& example,
                          bool has_keys, const TellMistake& problem);

bool is_loopback(const std::string& address); // an IP literal without brackets

// What works and is not wise: access keys that cross a network for all to read.
bool shows_keys_to_network(const std::string& address, bool has_keys, bool has_tls);

} // namespace host
