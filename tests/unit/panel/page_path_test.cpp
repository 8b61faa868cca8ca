#include "panel/own_name.hpp"
#include "panel/page_path.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace avhost::panel;

TEST_CASE("a target names a file below the folder") {
    CHECK(page_path("/") == "index.html");
    CHECK(page_path("/?kiosk=1#top") == "index.html");
    CHECK(page_path("/lobby/") == "lobby/index.html");
    CHECK(page_path("/lobby/a%20b.html") == "lobby/a b.html");
    CHECK(page_path("/caf%C3%A9.css?v=2") == "caf\xC3\xA9.css");
    CHECK(page_path("/a.b/c..d") == "a.b/c..d");
}

TEST_CASE("targets that lead elsewhere name nothing") {
    for (const char* target : {"",
                               "*",
                               "index.html",
                               "http://127.0.0.1/index.html",
                               "/../secret",
                               "/a/../../secret",
                               "/./a",
                               "/a/..",
                               "/%2e%2e/secret",
                               "/%2E./secret",
                               "/..%2fsecret",
                               "/a%2fb",
                               "/a%5cb",
                               "/a\\..\\b",
                               "/.git/config",
                               "/a/.hidden",
                               "/%2ehidden",
                               "//etc/passwd",
                               "/a//b",
                               "/a%00.html",
                               "/a%0d%0aX: y",
                               "/a%7f",
                               "/a%",
                               "/a%4",
                               "/a%zz",
                               "/a%+1"}) {
        CAPTURE(target);
        CHECK_FALSE(page_path(target).has_value());
    }
    CHECK(page_path("/" + std::string(1023, 'a')).has_value());
    CHECK_FALSE(page_path("/" + std::string(1024, 'a')).has_value());
}

TEST_CASE("content types go by the ending") {
    CHECK(content_type("index.html") == "text/html; charset=utf-8");
    CHECK(content_type("a/b.mjs") == "text/javascript; charset=utf-8");
    CHECK(content_type("icon.svg") == "image/svg+xml");
    CHECK(content_type("html") == "application/octet-stream");
}

TEST_CASE("the Host has to be a name that nobody else can hold") {
    for (const char* host :
         {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080", "192.168.1.5:8080"}) {
        CAPTURE(host);
        CHECK(is_own_host(host, "192.168.1.5", 8080, Scheme::http, {}));
    }
    for (const char* host :
         {"", "localhost", "localhost:80", "localhost:80801", "evil.example:8080", "127.0.0.1",
          "127.0.0.1.evil.example:8080", "192.168.1.6:8080", "localhost:8080:8080"}) {
        CAPTURE(host);
        CHECK_FALSE(is_own_host(host, "192.168.1.5", 8080, Scheme::http, {}));
    }
    CHECK(is_own_host("[fe80::1]:8080", "fe80::1%eth0", 8080, Scheme::http, {}));
    CHECK(is_own_host("192.168.1.5:8080", "::ffff:192.168.1.5", 8080, Scheme::http, {}));
    CHECK(is_own_host("localhost", "127.0.0.1", 80, Scheme::http, {}));
    CHECK_FALSE(is_own_host("localhost", "127.0.0.1", 80, Scheme::https, {}));
    CHECK(is_own_host("localhost", "127.0.0.1", 443, Scheme::https, {}));
}

TEST_CASE("names that the port is known to have may stand in the Host, with one label for a star") {
    const std::vector<std::string> names{"panel.example", "*.wild.example"};
    const auto own = [&](const char* host) {
        return is_own_host(host, "10.0.0.1", 8443, Scheme::https, names);
    };
    CHECK(own("Panel.Example:8443"));
    CHECK(own("a.wild.example:8443"));
    CHECK_FALSE(own("panel.example"));
    CHECK_FALSE(own("x.panel.example:8443"));
    CHECK_FALSE(own("a.b.wild.example:8443"));
    CHECK_FALSE(own("wild.example:8443"));
    CHECK_FALSE(own(".wild.example:8443"));
}

TEST_CASE("the Origin has to be the Host") {
    CHECK(is_same_origin("http://localhost:8080", "localhost:8080", Scheme::http));
    CHECK(is_same_origin("HTTP://LocalHost:8080", "localhost:8080", Scheme::http));
    CHECK(is_same_origin("https://localhost:8080", "localhost:8080", Scheme::https));
    CHECK_FALSE(is_same_origin("https://localhost:8080", "localhost:8080", Scheme::http));
    CHECK_FALSE(is_same_origin("http://localhost:8080", "localhost:8080", Scheme::https));
    for (const char* origin : {"", "null", "localhost:8080", "http://", "http://localhost:8081",
                               "http://127.0.0.1:8080", "http://localhost:8080.evil.example",
                               "http://evil.example", "ftp://localhost:8080", "http://localhost:8080/"}) {
        CAPTURE(origin);
        CHECK_FALSE(is_same_origin(origin, "localhost:8080", Scheme::http));
    }
}
