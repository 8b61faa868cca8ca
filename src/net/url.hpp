// An https base URL taken apart. Strict on purpose: what cannot be told apart with certainty is refused, so
// that a token is never sent to a host that only looks like the right one. Pure.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace spotify::net {

struct Endpoint {
    std::string host; // a name in lower case, an IPv4 literal, or an IPv6 literal without brackets
    std::uint16_t port = 443;
    bool operator==(const Endpoint&) const = default;
    auto operator<=>(const Endpoint&) const = default;

    bool is_literal() const;       // an IP address, so nothing has to be looked up
    bool is_loopback() const;      // 127.0.0.0/8 or ::1, as a literal; a name never is
    std::string authority() const; // for the Host header: brackets where needed, no default port
};

struct BaseUrl {
    Endpoint endpoint;
    std::string path; // empty, or "/v1": a leading and no trailing slash
    bool operator==(const BaseUrl&) const = default;
};

class UrlError : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// "https://host[:port][/path]". Throws UrlError with a sentence (without the URL) on anything else: another
// scheme, user info, query, fragment, percent escapes, spaces, control characters.
BaseUrl parse_base_url(std::string_view text);

// Percent-encodes everything but the unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view text);

} // namespace spotify::net
