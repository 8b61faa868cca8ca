// What the plugin refuses in a config, `avhost check` has found before: both read the same texts here. What a schema
// cannot say is marked, with the reason.
#include "config.hpp"
#include "host/manifest.hpp"
#include "host/schema_check.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

bool plugin_takes(const std::string& config) {
    try {
        plugin::parse_config(config, "lobby");
        return true;
    } catch (const plugin::ConfigError&) {
        return false;
    }
}

// As a host's check of a site file does.
bool host_takes(const std::string& config) {
    static const auto manifest = host::read_manifest(SPOTIFY_PLUGIN_FOLDER);
    try {
        const auto json = host::read_json(config, "config");
        return host::violations(manifest.config, json).empty() &&
               host::schema_violations(manifest.config_json, json).empty();
    } catch (const host::JsonError&) {
        return false;
    }
}

std::string with(const std::string& rest) {
    return R"({"client_id":"cid",)" + rest + "}";
}

std::string with_preset(const std::string& rest) {
    return with(R"("presets":[{"name":"News","uri":"spotify:show:abc",)" + rest + "}]");
}

std::string with_uri(const std::string& uri) {
    return with(R"("presets":[{"name":"News","uri":")" + uri + "\"}]");
}

std::string with_urls(const std::string& accounts, const std::string& api) {
    return with(R"("accounts_url":")" + accounts + R"(","api_url":")" + api + '"');
}

std::string many_presets(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) {
        all += (i == 0 ? "" : ",") + (R"({"name":"P)" + std::to_string(i) + R"(","uri":"spotify:album:a"})");
    }
    return with("\"presets\":[" + all + "]");
}

const std::string loopback = "https://127.0.0.1:8443";

} // namespace

TEST_CASE("what the plugin refuses, the check of a site file has found") {
    std::vector<std::string> configs{
        "[]",
        "{}",
        R"({"client_id":7})",
        R"({"client_id":""})",
        R"({"client_id":"cid "})",
        R"({"client_id":" cid"})",
        R"({"client_id":"c id"})",
        R"({"client_id":"cid\n"})",
        R"({"client_id":"cid\r\n"})",
        R"({"client_id":"c\u00efd"})",
        R"({"client_id":"\ufeff"})",
        with(R"("acount":"x")"),
        with(R"("presets":{})"),
        with(R"("presets":["x"])"),
        with(R"("presets":[{"uri":"spotify:album:a"}])"),
        with(R"("presets":[{"name":"x"}])"),
        with(R"("presets":[{"name":"","uri":"spotify:album:a"}])"),
        with(R"("presets":[{"name":" x","uri":"spotify:album:a"}])"),
        with(R"("presets":[{"name":"x\n","uri":"spotify:album:a"}])"),
        with(R"("presets":[{"name":")" + std::string(257, 'x') + R"(","uri":"spotify:album:a"}])"),
        with_uri(""),
        with_uri(" spotify:show:abc"),
        with_uri("spotify:show:abc\\n"),
        with_uri("https://example.com/playlist/1"),
        with_uri("https://spotify.link/AbC123"),
        with_uri("spotify:user:me"),
        with_uri("spotify:local:a:b:c:1"),
        with_uri("spotify:show:" + std::string(1024, 'a')),
        with_preset(R"("shufle":true)"),
        with_preset(R"("shuffle":1)"),
        with_preset(R"("resume":"yes")"),
        with_preset(R"("artwork_url":"")"),
        with_preset(R"("artwork_url":"http://x")"),
        with_preset(R"("artwork_url":"https://")"),
        with_preset(R"("artwork_url":"https://x/a b")"),
        with_preset(R"("artwork_url":"https://x/a ")"),
        with_preset(R"("artwork_url":"https://x/)" + std::string(2048, 'a') + '"'),
        many_presets(101),
        with(R"("ca_file":"/ca.pem")"),
        with(R"("api_url":")" + loopback + "/v1\""),
        with(R"("accounts_url":")" + loopback + '"'),
        with(R"("pace":5)"),
        with(R"("pace":{"hurry":1})"),
        with(R"("pace":{"looking":5})"),
        with(R"("pace":{"looking":{"playing":5}})"),
        with(R"("pace":{"looking":{"playing_ms":99}})"),
        with(R"("pace":{"unwatched":{"idle_ms":3600001}})"),
        with(R"("pace":{"after_change_ms":true})"),
        with(R"("pace":{"after_change_ms":200.5})"),
        with(R"("pace":{"slowing_percent":0})"),
        with(R"("pace":{"slowing_percent":101})"),
    };
    for (const char* key : {"zone", "quota_group", "account", "redirect_uri", "ca_file"}) {
        for (const char* value : {R"("")", "7", "null", R"(" ")", R"("x ")", R"(" x")", R"("x\n")",
                                  R"("a\tb")", R"("a\u0000b")", R"("a\u007fb")"}) {
            const std::string beside =
                std::string{key} == "ca_file"
                    ? ",\"accounts_url\":\"" + loopback + "\",\"api_url\":\"" + loopback + '"'
                    : "";
            configs.push_back(with('"' + std::string{key} + "\":" + value + beside));
        }
    }
    for (const char* key : {"zone", "quota_group"}) {
        configs.push_back(with('"' + std::string{key} + "\":\"" + std::string(257, 'x') + '"'));
    }
    for (const char* account : {"../x", "-x", "a/b", "a b", "k\\u00fcche"}) {
        configs.push_back(with(R"("account":")" + std::string{account} + '"'));
    }
    configs.push_back(with(R"("account":")" + std::string(65, 'a') + '"'));
    for (const char* uri : {"ftp://x",
                            "http://localhost:8888/callback",
                            "https://localhost/callback",
                            "https://localhost:1",
                            "https://localhost",
                            "http://192.168.1.9:5000/callback",
                            "http://127.0.0.1:0/",
                            "http://127.0.0.1:65536/",
                            "http://127.0.0.1:99999999999/",
                            "http://127.0.0.1:x/",
                            "http://127.0.0.1callback",
                            "http://127.0.0.12/",
                            "http://127.0.0.1/callback?x=1",
                            "http://127.0.0.1/#x",
                            "https://",
                            "https:///callback",
                            "https://me@example.com/",
                            "https://example.com/a b",
                            "https://example.com/#x",
                            "HTTPS://example.com"}) {
        configs.push_back(with(R"("redirect_uri":")" + std::string{uri} + '"'));
    }
    configs.push_back(with(R"("redirect_uri":"https://example.com/)" + std::string(1024, 'a') + '"'));
    for (const char* limit : {"-1", "101", "\"50\"", "50.0", "50.5", "true", "null"}) {
        configs.push_back(with("\"volume_limit\":" + std::string{limit}));
    }
    for (const char* budget : {"149", "1000001", "\"many\"", "1e9"}) {
        configs.push_back(with("\"requests_per_day\":" + std::string{budget}));
    }
    for (const char* url :
         {"https://evil.example/v1", "https://localhost:1/v1", "https://10.0.0.1/v1",
          "https://api.spotify.com/v1", "http://127.0.0.1:1", "https://127.0.0.1:0",
          "https://127.0.0.1:65536", "https://127.0.0.256", "https://127.0.0", "https://127.0.0.01",
          "https://[::2]:1", "https://[::1", "https://[::1]x", "https://127.0.0.1:1/a b",
          "https://127.0.0.1:1/a?b", "https://127.0.0.1:1/ ", "https://"}) {
        configs.push_back(with_urls(loopback, url));
        configs.push_back(with_urls(url, loopback));
    }
    for (const auto& config : configs) {
        CAPTURE(config);
        CHECK_FALSE(plugin_takes(config));
        CHECK_FALSE(host_takes(config));
    }
}

TEST_CASE("what a schema cannot say is the plugin's to refuse: the whole list") {
    const std::string exceptions[] = {
        // Names of presets differ: JSON Schema compares whole values only.
        with(R"("presets":[{"name":"x","uri":"spotify:album:a"},{"name":"x","uri":"spotify:album:b"}])"),
        // One number is compared with another.
        with(R"("pace":{"retry_first_ms":40000})"),
        // A link that names what it is and is none all the same: the forms of links are many.
        with_uri("https://open.spotify.com/playlist/"),
        with_uri("https://open.spotify.com/playlist/a/b"),
        // Characters that nobody sees, and nothing else.
        with(R"("zone":"\u200b")"),
    };
    for (const auto& config : exceptions) {
        CAPTURE(config);
        CHECK_FALSE(plugin_takes(config));
        CHECK(host_takes(config));
    }
    // And what is not of one device's config alone: that devices of one account agree, and that a device's id can be
    // an account's name where the config has none.
    CHECK_THROWS_AS(plugin::parse_config(R"({"client_id":"a"})", "no/good"), plugin::ConfigError);
}

TEST_CASE("what the plugin takes, the check lets through") {
    const std::string configs[] = {
        R"({"client_id":"0123456789abcdef"})",
        with(R"("zone":"K\u00fcche","quota_group":"The \u201cBig\u201d site","account":"a.b-c_1")"),
        with(R"("zone":"x")"),
        with(R"("zone":")" + std::string(256, 'x') + '"'),
        with(R"("zone":"\u00e0")"), // its last byte is that of a no-break space
        with("\"zone\":\"" +
             [] {
                 std::string umlauts;
                 for (int i = 0; i < 256; ++i) { // characters, not bytes
                     umlauts += "ü";
                 }
                 return umlauts;
             }() +
             '"'),
        with(R"("zone":"Echo\u00a0")"), // what nobody sees goes
        with(R"("volume_limit":50,"requests_per_day":2500)"),
        with_uri("https://open.spotify.com/intl-de/playlist/37i9dQZF1DX0XUsuxWHRQd?si=1"),
        with_uri("open.spotify.com/album/37i9dQZF1DX0XUsuxWHRQd/"),
        with_uri("HTTPS://OPEN.SPOTIFY.COM/artist/37i9dQZF1DX0XUsuxWHRQd"),
        with_uri("spotify:user:me:playlist:37i9dQZF1DX0XUsuxWHRQd"),
        with_uri("spotify:collection"),
        with_preset(R"("shuffle":true,"resume":false,"artwork_url":"https://i.scdn.co/image/x?y=1")"),
        many_presets(100),
        with(R"("redirect_uri":"http://127.0.0.1:8888/callback")"),
        with(R"("redirect_uri":"http://127.0.0.1")"),
        with(R"("redirect_uri":"http://[::1]:65535/a/b")"),
        with(R"("redirect_uri":"https://panel.example.com:8443/callback?a=b")"),
        with(R"("redirect_uri":"https://localhost.example.com/")"),
        with_urls("https://127.0.0.1:8443", "https://[::1]:8443/v1"),
        with_urls("https://127.255.1.9", "https://127.0.0.1:0443/v1/"),
        with(
            R"("accounts_url":"https://127.0.0.1:1","api_url":"https://127.0.0.1:1/v1","ca_file":"/tmp/a b/ca.pem")"),
        with(R"("pace":{"looking":{"playing_ms":8000},"retry_first_ms":1000,"slowing_percent":50})"),
    };
    for (const auto& config : configs) {
        CAPTURE(config);
        CHECK(plugin_takes(config));
        CHECK(host_takes(config));
    }
}
