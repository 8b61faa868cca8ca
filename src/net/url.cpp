#include "net/url.hpp"

#include "net/ascii.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace spotify::net {

namespace {

constexpr std::string_view scheme = "https://";

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool is_ipv4(const std::string& host) {
    in_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& host) {
    in6_addr address{};
    return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::uint16_t parse_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || port == 0 ||
        port > 65535) {
        throw UrlError("the port must be a number from 1 to 65535");
    }
    return static_cast<std::uint16_t>(port);
}

} // namespace

bool Endpoint::is_literal() const {
    return is_ipv4(host) || is_ipv6(host);
}

bool Endpoint::is_loopback() const {
    in_addr four{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) {
        return (ntohl(four.s_addr) >> 24U) == 127U;
    }
    in6_addr six{};
    return inet_pton(AF_INET6, host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::string Endpoint::authority() const {
    std::string text = is_ipv6(host) ? "[" + host + "]" : host;
    return port == 443 ? text : text + ":" + std::to_string(port);
}

BaseUrl parse_base_url(std::string_view text) {
    if (!text.starts_with(scheme)) {
        throw UrlError("the URL must begin with https://");
    }
    text.remove_prefix(scheme.size());
    const auto slash = text.find('/');
    std::string_view authority = text.substr(0, slash);
    std::string_view path = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);

    BaseUrl url;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos) {
            throw UrlError("the IPv6 address lacks its closing bracket");
        }
        url.endpoint.host = lowered(authority.substr(1, close - 1));
        if (!is_ipv6(url.endpoint.host)) {
            throw UrlError("what stands in brackets must be an IPv6 address");
        }
        authority.remove_prefix(close + 1);
        if (!authority.empty() && !authority.starts_with(':')) {
            throw UrlError("only a port may follow the IPv6 address");
        }
        if (!authority.empty()) {
            url.endpoint.port = parse_port(authority.substr(1));
        }
    } else {
        const auto colon = authority.find(':');
        url.endpoint.host = lowered(authority.substr(0, colon));
        const auto is_host_character = [](char c) { return is_unreserved(c) && c != '~' && c != '_'; };
        if (url.endpoint.host.empty() || !std::ranges::all_of(url.endpoint.host, is_host_character)) {
            throw UrlError("the URL must name a plain host and nothing before it");
        }
        if (colon != std::string_view::npos) {
            url.endpoint.port = parse_port(authority.substr(colon + 1));
        }
    }
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    if (!std::ranges::all_of(path, [](char c) { return is_unreserved(c) || c == '/'; })) {
        throw UrlError("the path may hold letters, digits, '-', '.', '_', '~' and '/' only");
    }
    url.path = path;
    return url;
}

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            result.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result.push_back('%');
            result.push_back(digits[byte >> 4U]);
            result.push_back(digits[byte & 15U]);
        }
    }
    return result;
}

} // namespace spotify::net
