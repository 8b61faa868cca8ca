#include "net/error.hpp"
#include "net/https_client.hpp"

#include <doctest/doctest.h>

using namespace spotify::net;

TEST_CASE("a request on the wire") {
    const Endpoint host{"127.0.0.1", 8443};
    CHECK(serialized({"GET", "/v1/me/player", {{"Accept", "application/json"}}, ""}, host) ==
          "GET /v1/me/player HTTP/1.1\r\nHost: 127.0.0.1:8443\r\nAccept: "
          "application/json\r\nAccept-Encoding: gzip\r\n\r\n");
    // Without Content-Length: 0 the edge answers a command with 411.
    CHECK(serialized({"PUT", "/v1/me/player/pause", {}, ""}, host) ==
          "PUT /v1/me/player/pause HTTP/1.1\r\nHost: 127.0.0.1:8443\r\nContent-Length: 0\r\n\r\n");
    CHECK(serialized({"POST", "/t", {}, "a=b"}, host) ==
          "POST /t HTTP/1.1\r\nHost: 127.0.0.1:8443\r\nContent-Length: 3\r\n\r\na=b");
}

TEST_CASE("a line break never becomes a header or a second request") {
    const Endpoint host{"127.0.0.1", 8443};
    CHECK_THROWS_AS(serialized({"GET", "/a\r\nX: y", {}, ""}, host), NetError);
    CHECK_THROWS_AS(serialized({"GET", "/a b", {}, ""}, host), NetError);
    CHECK_THROWS_AS(serialized({"GET", "a", {}, ""}, host), NetError);
    CHECK_THROWS_AS(serialized({"GE T", "/a", {}, ""}, host), NetError);
    CHECK_THROWS_AS(serialized({"GET", "/a", {{"X", "y\nZ: w"}}, ""}, host), NetError);
    CHECK_THROWS_AS(serialized({"GET", "/a", {{"X\r", "y"}}, ""}, host), NetError);
}

TEST_CASE("the text of that error holds nothing of the request") {
    try {
        serialized({"GET", "/a", {{"Authorization", "Bearer sec\nret"}}, ""}, Endpoint{"h", 443});
        FAIL("it was taken");
    } catch (const NetError& error) {
        CHECK(std::string{error.what()}.find("ret") == std::string::npos);
        CHECK(error.failure() == Failure::invalid);
        CHECK_FALSE(error.sent());
    }
}
