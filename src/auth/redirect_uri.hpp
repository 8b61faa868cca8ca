// Where Spotify sends the browser after consent, and what it accepts there (reference 2.5). Pure.
#pragma once

#include "net/url.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace spotify::auth {

struct RedirectUri {
    std::string text; // exactly as registered: Spotify compares case, path and trailing slash
    // Of a loopback literal, where a browser on this machine comes to; otherwise empty.
    net::Endpoint listener;
    std::string path;         // "/callback"
    bool is_loopback = false; // http://127.0.0.1 or http://[::1]
    bool any_port = false;    // a loopback literal without a port: one may be added for each consent
    bool operator==(const RedirectUri&) const = default;
};

// Throws net::UrlError with a sentence for what Spotify refuses: `localhost`, plain http to anything but a
// loopback literal, fragments, spaces.
RedirectUri parse_redirect_uri(std::string_view text);

// The same with a port. Only where any_port is true.
RedirectUri with_port(const RedirectUri& uri, std::uint16_t port);

} // namespace spotify::auth
