#include "config.hpp"

#include <doctest/doctest.h>

using plugin::Config;
using plugin::ConfigError;
using plugin::parse_config;

namespace {

std::string refusal(const char* json, const char* device = "lobby") {
    try {
        parse_config(json, device);
    } catch (const ConfigError& problem) {
        return problem.what();
    }
    return {};
}

} // namespace

TEST_CASE("a client id is enough: the rest is Spotify's own") {
    const auto config = parse_config(R"({"client_id":"abc"})", "lobby");
    CHECK(config.client_id == "abc");
    CHECK(config.account == "lobby");
    CHECK(config.accounts.endpoint.host == "accounts.spotify.com");
    CHECK(config.api.endpoint.host == "api.spotify.com");
    CHECK(config.api_path == "/v1");
    CHECK(config.api.ca_file.empty());
}

TEST_CASE("test URLs") {
    const auto config = parse_config(
        R"({"client_id":"abc","account":"a","accounts_url":"https://127.0.0.1:8443","api_url":"https://[::1]:8443/v1","ca_file":"/ca.pem"})",
        "x");
    CHECK(config.account == "a");
    CHECK(config.accounts.endpoint.port == 8443);
    CHECK(config.api.endpoint.host == "::1");
    CHECK(config.api.ca_file == "/ca.pem");
}

TEST_CASE("each mistake has a sentence that names its key") {
    CHECK(refusal("[]").starts_with("config: "));
    CHECK(refusal("{").starts_with("config: "));
    CHECK(refusal("{}").starts_with("config/client_id: "));
    CHECK(refusal(R"({"client_id":""})").starts_with("config/client_id: "));
    CHECK(refusal(R"({"client_id":7})").starts_with("config/client_id: "));
    CHECK(refusal(R"({"client_id":"a b"})").starts_with("config/client_id: "));
    CHECK(refusal(R"({"client_id":"a","acount":"x"})").starts_with("config/acount: "));
    CHECK(refusal(R"({"client_id":"a","account":"../x"})").starts_with("config/account: "));
    CHECK(refusal(R"({"client_id":"a"})", "no/good").starts_with("config/account: "));
    CHECK(refusal(R"({"client_id":"a","ca_file":"/x"})").starts_with("config/ca_file: "));
    CHECK(refusal(R"({"client_id":"a","api_url":"https://127.0.0.1:1/v1"})")
              .starts_with("config/accounts_url: "));
}

TEST_CASE("a token never goes to an address that is not loopback") {
    for (const char* url : {"https://evil.example/v1", "https://localhost:1/v1", "https://10.0.0.1/v1",
                            "https://api.spotify.com/v1"}) {
        CAPTURE(url);
        const auto json =
            std::string{R"({"client_id":"a","accounts_url":"https://127.0.0.1:1","api_url":")"} + url + "\"}";
        CHECK(refusal(json.c_str()).starts_with("config/api_url: "));
    }
    CHECK(refusal(R"({"client_id":"a","accounts_url":"http://127.0.0.1:1","api_url":"https://127.0.0.1:1"})")
              .starts_with("config/accounts_url: "));
}
