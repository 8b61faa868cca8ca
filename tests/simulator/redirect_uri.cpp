#include "redirect_uri.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace sim {
namespace {

struct Parts {
    std::string_view scheme;
    std::string_view host;
    std::string_view port; // empty: none
    std::string_view rest; // path and query
};

bool is_port(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

// Nothing when the text is not of the form scheme://host[:port][rest], or has a user, a fragment or
// characters that do not belong into an address.
std::optional<Parts> parts_of(std::string_view text) {
    const auto in_order = [](char character) {
        return character > ' ' && character <= '~' && character != '#';
    };
    const std::size_t slashes = text.find("://");
    if (slashes == std::string_view::npos || !std::all_of(text.begin(), text.end(), in_order))
        return std::nullopt;
    Parts parts;
    parts.scheme = text.substr(0, slashes);
    std::string_view authority = text.substr(slashes + 3);
    const std::size_t end = std::min(authority.find_first_of("/?"), authority.size());
    parts.rest = authority.substr(end);
    authority = authority.substr(0, end);
    const std::size_t bracket = authority.find(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    parts.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
        parts.port = authority.substr(colon + 1);
        if (!is_port(parts.port))
            return std::nullopt;
    }
    if (parts.host.empty() || authority.find('@') != std::string_view::npos)
        return std::nullopt;
    return parts;
}

bool is_loopback_literal(const Parts& parts) {
    return parts.scheme == "http" && (parts.host == "127.0.0.1" || parts.host == "[::1]");
}

bool stands_for_any_port(const Parts& registered, const Parts& given) {
    return is_loopback_literal(registered) && registered.port.empty() && given.scheme == registered.scheme &&
           given.host == registered.host && given.rest == registered.rest;
}

} // namespace

RedirectUriKind kind_of_redirect_uri(const std::string& text) {
    const auto parts = parts_of(text);
    if (!parts)
        return RedirectUriKind::unusable;
    if (same_without_case(parts->host, "localhost"))
        return RedirectUriKind::insecure;
    if (is_loopback_literal(*parts))
        return RedirectUriKind::loopback;
    if (same_without_case(parts->scheme, "http"))
        return RedirectUriKind::insecure;
    return same_without_case(parts->scheme, "https") ? RedirectUriKind::secure : RedirectUriKind::unusable;
}

std::optional<std::string> registration_problem(const std::string& text) {
    switch (kind_of_redirect_uri(text)) {
    case RedirectUriKind::secure:
    case RedirectUriKind::loopback:
        return std::nullopt;
    case RedirectUriKind::insecure:
        return "secure: https, or http to the loopback literals 127.0.0.1 and [::1], not to localhost and "
               "not to "
               "an address in the network";
    case RedirectUriKind::unusable:
        return "absolute addresses, https://HOST/PATH or http://127.0.0.1:PORT/PATH, without user and "
               "fragment";
    }
    return "absolute addresses";
}

bool is_registered(const std::vector<std::string>& registered, const std::string& given) {
    const auto given_parts = parts_of(given);
    return std::any_of(registered.begin(), registered.end(), [&](const std::string& candidate) {
        if (candidate == given)
            return true;
        const auto parts = parts_of(candidate);
        return parts && given_parts && stands_for_any_port(*parts, *given_parts);
    });
}

std::string with_parameters(const std::string& redirect_uri, const NameValues& parameters) {
    std::string url = redirect_uri;
    for (const auto& [name, value] : parameters) {
        const bool has_query = url.find('?') != std::string::npos;
        if (!has_query)
            url += '?';
        else if (url.back() != '?' && url.back() != '&')
            url += '&';
        url += percent_encoded(name) + '=' + percent_encoded(value);
    }
    return url;
}

} // namespace sim
