#include "auth/redirect_uri.hpp"

#include <algorithm>
#include <charconv>

namespace spotify::auth {

namespace {

constexpr std::string_view plain = "http://";
constexpr std::string_view secure = "https://";
constexpr std::size_t longest = 1024;

} // namespace

RedirectUri parse_redirect_uri(std::string_view text) {
    if (text.size() > longest || !std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; })) {
        throw net::UrlError("an address without spaces and special characters is expected");
    }
    if (text.find('#') != std::string_view::npos) {
        throw net::UrlError("an address without # is expected");
    }
    RedirectUri uri{std::string{text}, {}, {}, false, false};
    if (text.starts_with(secure)) {
        const auto host = text.substr(secure.size(), text.find_first_of("/?", secure.size()) - secure.size());
        if (host.empty() || host.find('@') != std::string_view::npos) {
            throw net::UrlError("https:// and a host are expected");
        }
        if (host == "localhost" || host.starts_with("localhost:")) {
            throw net::UrlError("Spotify refuses localhost: http://127.0.0.1:PORT/... is expected");
        }
        return uri;
    }
    if (!text.starts_with(plain)) {
        throw net::UrlError("https:// or http://127.0.0.1:PORT/... is expected");
    }
    auto rest = text.substr(plain.size());
    const bool four = rest.starts_with("127.0.0.1");
    const bool six = rest.starts_with("[::1]");
    if (!four && !six) {
        throw net::UrlError("Spotify takes plain http only for http://127.0.0.1:PORT/... and "
                            "http://[::1]:PORT/..., not for localhost or another address");
    }
    uri.is_loopback = true;
    uri.listener.host = four ? "127.0.0.1" : "::1";
    rest.remove_prefix(four ? std::string_view{"127.0.0.1"}.size() : std::string_view{"[::1]"}.size());
    if (rest.starts_with(':')) {
        unsigned port = 0;
        const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), port);
        if (error != std::errc{} || port == 0 || port > 65535) {
            throw net::UrlError("a port from 1 to 65535 is expected after the colon");
        }
        uri.listener.port = static_cast<std::uint16_t>(port);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    } else {
        uri.any_port = true;
        uri.listener.port = 0;
    }
    if (!rest.empty() && !rest.starts_with('/')) {
        throw net::UrlError("a path such as /callback is expected after the address");
    }
    if (rest.find('?') != std::string_view::npos) {
        throw net::UrlError("an address without ? is expected");
    }
    uri.path = rest.empty() ? "/" : std::string{rest}; // what a browser asks for
    return uri;
}

RedirectUri with_port(const RedirectUri& uri, std::uint16_t port) {
    RedirectUri ported = uri;
    const auto at = uri.text.find('/', plain.size());
    ported.text.insert(at == std::string::npos ? uri.text.size() : at, ":" + std::to_string(port));
    ported.listener.port = port;
    ported.any_port = false;
    return ported;
}

} // namespace spotify::auth
