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
    const auto all = parse_config(R"({"client_id":"abc"})", "lobby");
    const auto& config = all.account;
    CHECK(config.client_id == "abc");
    CHECK(config.account == "lobby");
    CHECK(config.accounts.endpoint.host == "accounts.spotify.com");
    CHECK(config.api.endpoint.host == "api.spotify.com");
    CHECK(config.api_path == "/v1");
    CHECK(config.api.ca_file.empty());
    CHECK(all.zone.empty());
    CHECK(all.presets.empty());
    CHECK(all.volume_limit == 100);
}

TEST_CASE("test URLs") {
    const auto all = parse_config(
        R"({"client_id":"abc","account":"a","accounts_url":"https://127.0.0.1:8443","api_url":"https://[::1]:8443/v1","ca_file":"/ca.pem"})",
        "x");
    const auto& config = all.account;
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

TEST_CASE("zone, ceiling and presets") {
    const auto config = parse_config(
        R"({"client_id":"a","zone":"Küche","volume_limit":60,"presets":[)"
        R"({"name":"Morning","uri":"https://open.spotify.com/playlist/37i9dQZF1DX0?si=1","shuffle":true},)"
        R"({"name":"News","uri":"spotify:show:abc","resume":true,"artwork_url":"https://i.scdn.co/x"}]})",
        "lobby");
    CHECK(config.zone == "Küche");
    CHECK(config.volume_limit == 60);
    REQUIRE(config.presets.size() == 2);
    CHECK(config.presets[0].uri.text == "spotify:playlist:37i9dQZF1DX0");
    CHECK(config.presets[0].shuffle == true);
    CHECK_FALSE(config.presets[0].resume);
    CHECK_FALSE(config.presets[1].shuffle);
    CHECK(config.presets[1].resume);
    CHECK(config.presets[1].artwork_url == "https://i.scdn.co/x");
}

TEST_CASE("a preset's picture is from this machine beside a simulator only") {
    const std::string presets = R"("presets":[{"name":"x","uri":"spotify:album:a",)"
                                R"("artwork_url":"http://127.0.0.1:8445/image/x"}])";
    CHECK(refusal((R"({"client_id":"a",)" + presets + "}").c_str())
              .starts_with("config/presets/0/artwork_url: "));
    const auto config = parse_config(
        R"({"client_id":"a","accounts_url":"https://127.0.0.1:1","api_url":"https://127.0.0.1:1/v1",)" +
            presets + "}",
        "lobby");
    REQUIRE(config.presets.size() == 1);
    CHECK(config.presets[0].artwork_url == "http://127.0.0.1:8445/image/x");
}

TEST_CASE("each mistake in a zone's keys has a sentence that names its place") {
    const auto with = [](const std::string& rest) {
        return refusal((R"({"client_id":"a",)" + rest + "}").c_str());
    };
    CHECK(with(R"("zone":"")").starts_with("config/zone: "));
    CHECK(with(R"("zone":7)").starts_with("config/zone: "));
    for (const char* limit : {"-1", "101", "\"50\"", "50.5", "true"}) {
        CAPTURE(limit);
        CHECK(with("\"volume_limit\":" + std::string{limit}).starts_with("config/volume_limit: "));
    }
    CHECK(with(R"("presets":{})").starts_with("config/presets: "));
    CHECK(with(R"("presets":["x"])").starts_with("config/presets/0: "));
    CHECK(with(R"("presets":[{"uri":"spotify:album:a"}])").starts_with("config/presets/0/name: "));
    CHECK(with(R"("presets":[{"name":"x"}])").starts_with("config/presets/0/uri: "));
    CHECK(with(R"("presets":[{"name":"x","uri":"spotify:user:me"}])").starts_with("config/presets/0/uri: "));
    CHECK(with(R"("presets":[{"name":"x","uri":"spotify:album:a","shufle":true}])")
              .starts_with("config/presets/0/shufle: "));
    CHECK(with(R"("presets":[{"name":"x","uri":"spotify:album:a","shuffle":1}])")
              .starts_with("config/presets/0/shuffle: "));
    CHECK(with(R"("presets":[{"name":"x","uri":"spotify:album:a","artwork_url":"http://x"}])")
              .starts_with("config/presets/0/artwork_url: "));
    CHECK(with(R"("presets":[{"name":"x","uri":"spotify:album:a"},{"name":"x","uri":"spotify:album:b"}])")
              .starts_with("config/presets/1/name: "));
}

TEST_CASE("two devices of one account that do not agree are told in which keys") {
    const auto account = [](const std::string& rest) {
        return parse_config(R"({"client_id":"a","account":"x")" + rest + "}", "lobby").account;
    };
    const auto differ = [&](const std::string& rest) {
        return plugin::differing_keys(account(""), account(rest));
    };
    CHECK(differ(R"(,"zone":"Echo","volume_limit":5)") == ""); // each device's own
    CHECK(differ(R"(,"redirect_uri":"http://127.0.0.1/x")") == "redirect_uri");
    CHECK(differ(R"(,"quota_group":"g","requests_per_day":500,"pace":{"retry_first_ms":900})") ==
          "pace, requests_per_day, quota_group");
    CHECK(differ(R"(,"accounts_url":"https://127.0.0.1:1","api_url":"https://127.0.0.1:1","ca_file":"/c")") ==
          "accounts_url, api_url, ca_file");
    CHECK(plugin::differing_keys(account(""), parse_config(R"({"client_id":"b"})", "y").account) ==
          "account, client_id");
}

TEST_CASE("a copy that brought something along is refused where it can be seen, and taken where it cannot") {
    CHECK(refusal(R"({"client_id":"cid "})") ==
          "config/client_id: a text without line breaks, and without blanks around it, is expected");
    CHECK(refusal(R"({"client_id":"cid\r\n"})").starts_with("config/client_id: "));
    CHECK(refusal(R"({"client_id":"a","zone":" Echo"})").starts_with("config/zone: "));
    CHECK(refusal(R"({"client_id":"a","quota_group":"g\n"})").starts_with("config/quota_group: "));
    CHECK(refusal(R"({"client_id":"a","redirect_uri":"http://127.0.0.1/x "})")
              .starts_with("config/redirect_uri: "));
    CHECK(parse_config(R"({"client_id":"\ufeffcid","zone":"Echo\u00a0"})", "lobby").zone == "Echo");
    CHECK(parse_config(R"({"client_id":"\ufeffcid"})", "lobby").account.client_id == "cid");
}

TEST_CASE("a short link in a preset is a matter of its own") {
    CHECK(refusal(R"({"client_id":"a","presets":[{"name":"x","uri":"https://spotify.link/AbC"}]})") ==
          "config/presets/0/uri: only a browser knows where a short link leads: open it there first, then "
          "copy the "
          "address of the page");
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

TEST_CASE("pace and budget: what is not said keeps its usual value, and each mistake names its key") {
    const auto usual = parse_config(R"({"client_id":"abc"})", "lobby").account;
    CHECK(usual.requests_per_day == 10'000);
    CHECK(usual.counted_under() == "abc");
    const auto set =
        parse_config(
            R"({"client_id":"abc","requests_per_day":2500,"quota_group":"site","pace":{"looking":{"playing_ms":8000},
                             "after_change_ms":2000,"slowing_percent":50}})",
            "lobby")
            .account;
    CHECK(set.requests_per_day == 2'500);
    CHECK(set.counted_under() != "site"); // which may be a client id
    CHECK(set.pace->looking.playing == std::chrono::seconds{8});
    CHECK(set.pace->looking.paused == usual.pace->looking.paused);
    CHECK(set.pace->after_change == std::chrono::seconds{2});
    CHECK(set.pace->slowing_percent == 50);
    CHECK_FALSE(set == usual);
    const auto with = [](const std::string& rest) {
        return refusal((R"({"client_id":"a",)" + rest + "}").c_str());
    };
    CHECK(with(R"("requests_per_day":149)").starts_with("config/requests_per_day: "));
    CHECK(with(R"("requests_per_day":1000001)").starts_with("config/requests_per_day: "));
    CHECK(with(R"("requests_per_day":"many")").starts_with("config/requests_per_day: "));
    CHECK(with(R"("quota_group":"")").starts_with("config/quota_group: "));
    CHECK(with(R"("pace":5)").starts_with("config/pace: "));
    CHECK(with(R"("pace":{"looking":5})").starts_with("config/pace/looking: "));
    CHECK(with(R"("pace":{"looking":{"playing":5}})").starts_with("config/pace/looking/playing: "));
    CHECK(with(R"("pace":{"looking":{"playing_ms":99}})").starts_with("config/pace/looking/playing_ms: "));
    CHECK(with(R"("pace":{"unwatched":{"idle_ms":3600001}})").starts_with("config/pace/unwatched/idle_ms: "));
    CHECK(with(R"("pace":{"after_change_ms":true})").starts_with("config/pace/after_change_ms: "));
    CHECK(with(R"("pace":{"slowing_percent":0})").starts_with("config/pace/slowing_percent: "));
    CHECK(with(R"("pace":{"hurry":1})").starts_with("config/pace/hurry: "));
    CHECK(with(R"("pace":{"retry_first_ms":40000})").starts_with("config/pace/retry_most_ms: "));
}
