#include "net/url.hpp"

#include <doctest/doctest.h>

using namespace spotify::net;

TEST_CASE("a base URL is taken apart") {
    const auto url = parse_base_url("https://API.Spotify.com/v1/");
    CHECK(url.endpoint == Endpoint{"api.spotify.com", 443});
    CHECK(url.path == "/v1");
    CHECK(url.endpoint.authority() == "api.spotify.com");
    CHECK(parse_base_url("https://127.0.0.1:8443").endpoint == Endpoint{"127.0.0.1", 8443});
    const auto six = parse_base_url("https://[::1]:8443/v1");
    CHECK(six.endpoint == Endpoint{"::1", 8443});
    CHECK(six.endpoint.authority() == "[::1]:8443");
}

TEST_CASE("a URL that could mean another host is refused") {
    for (const char* text : {"http://127.0.0.1", "https://", "https://a b/", "https://api.spotify.com@evil/",
                             "https://h:0/", "https://h:65536/", "https://h:1x/", "https://h/%2e%2e",
                             "https://h/?q", "https://h/#f", "https://[::1", "https://[zz]/",
                             "https://[::1]x/", "https://h\r\nX: y/", "https://h/a\nb", "HTTPS://h"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_base_url(text), UrlError);
    }
}

TEST_CASE("only literals count as loopback") {
    CHECK(Endpoint{"127.0.0.1"}.is_loopback());
    CHECK(Endpoint{"127.9.9.9"}.is_loopback());
    CHECK(Endpoint{"::1"}.is_loopback());
    CHECK_FALSE(Endpoint{"128.0.0.1"}.is_loopback());
    CHECK_FALSE(Endpoint{"localhost"}.is_loopback()); // a resolver decides what that is
    CHECK_FALSE(Endpoint{"127.0.0.1.example.org"}.is_loopback());
}

TEST_CASE("form values are percent-encoded") {
    CHECK(percent_encoded("Az09-._~") == "Az09-._~");
    CHECK(percent_encoded("a b&c=d+/\xC3\xA9") == "a%20b%26c%3Dd%2B%2F%C3%A9");
}
