// What a manifest says beyond JSON Schema, so that mistakes in a site are found before anything runs.
#include "host/secret_key.hpp"
#include "host/shared_config.hpp"
#include "host/site_check.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

const host::Manifest& manifest() {
    static const auto read = host::parse_manifest(
        R"({"title":"T","dp:type":"a.b","dp:abi":{"major":1,"min_minor":0},
            "dp:library":{"linux-x86_64":"a.so","linux-aarch64":"a.so"},
            "dp:config":{"type":"object","dp:shared":{"by":"account","keys":["id","budget"]},"properties":{
              "account":{"type":"string"},"id":{"type":"string"},"budget":{"type":"integer","default":5},
              "lists":{"type":"array"}}},
            "actions":{"play":{"input":{"type":"object","properties":{
              "name":{"type":"string","dp:from_config":{"list":"lists","field":"title"}}}}}}})",
        "m.json");
    return read;
}

std::string device(const std::string& id, const std::string& config) {
    return R"({"id":")" + id + R"(","plugin":"p","config":)" + config + '}';
}

// "POINTER: what was expected"
std::vector<std::string> shared(const std::vector<std::string>& devices) {
    std::string list;
    for (const auto& one : devices) {
        list += (list.empty() ? "" : ",") + one;
    }
    std::vector<std::string> found;
    for (const auto& mistake : host::shared_mistakes(
             host::parse_site(R"({"devices":[)" + list + "]}", "s.json"), "p", manifest())) {
        found.push_back(mistake.pointer + ": " + mistake.text);
    }
    return found;
}

std::vector<std::string> rules(const std::string& config, const std::string& params) {
    const auto site = host::parse_site(
        R"({"devices":[)" + device("tv", config) +
            R"(],"rules":[{"when":{"start":true},"do":[{"invoke":"tv.play","params":)" + params + "}]}]}",
        "s.json");
    std::vector<std::string> found;
    for (const auto& mistake : host::rule_mistakes(site, [](const auto&) { return &manifest(); })) {
        found.push_back(mistake.pointer + ": " + mistake.text);
    }
    return found;
}

using Said = std::vector<std::string>;

} // namespace

TEST_CASE("devices that share agree on the keys that the manifest names, and on no others") {
    CHECK(shared({device("a", R"({"account":"x","id":"1"})"),
                  device("b", R"({"account":"x","id":"1","lists":[]})")})
              .empty());
    CHECK(shared({device("a", R"({"account":"x","id":"1"})"), device("b", R"({"account":"y","id":"2"})")})
              .empty());
    CHECK(shared({device("a", R"({"id":"1"})"), device("b", R"({"id":"2"})")}).empty()); // an account each
    CHECK(shared({device("a", R"({"id":"1"})"), device("b", R"({"account":"a","id":"2"})")}) ==
          Said{"/devices/1/config/id: expected the same id as that of a, \"1\": devices with the same "
               "account must "
               "agree on it"});
}

TEST_CASE("a key that is left out counts with its default") {
    CHECK(shared({device("a", R"({"account":"x","budget":5})"), device("b", R"({"account":"x"})")}).empty());
    CHECK(shared({device("a", R"({"account":"x","budget":6})"), device("b", R"({"account":"x"})")}) ==
          Said{"/devices/1/config/budget: expected the same budget as that of a, 6: devices with the same "
               "account must "
               "agree on it"});
}

TEST_CASE("a parameter that is taken from the config has to stand there") {
    const std::string config = R"({"lists":[{"title":"News"},{"title":"Jazz"},{}]})";
    CHECK(rules(config, R"({"name":"Jazz"})").empty());
    CHECK(rules(config, R"({"name":{"from":"tv.x"}})").size() == 1); // of the property alone
    CHECK(rules(config, R"({"name":"jazz"})") == Said{"/rules/0/do/0/params/name: expected a title under "
                                                      "lists in the config of tv: News, Jazz; did you mean "
                                                      "Jazz?"});
    CHECK(rules("{}", R"({"name":"Jazz"})") ==
          Said{"/rules/0/do/0/params/name: expected a title under lists in the config of tv; there is none"});
}

TEST_CASE("keys that the config does not have cannot be shared") {
    CHECK_THROWS_WITH_AS(
        host::parse_manifest(R"({"title":"T","dp:type":"a.b","dp:abi":{"major":1,"min_minor":0},
            "dp:library":{"linux-x86_64":"a.so","linux-aarch64":"a.so"},
            "dp:config":{"dp:shared":{"by":"account","keys":["id"]},"properties":{"id":{"type":"string"}}}})",
                             "m.json"),
        "m.json: /dp:config/dp:shared: expected keys of the config; it has no account", host::ManifestError);
}

TEST_CASE("a secret's key fits the form of the manifest") {
    using host::is_secret_key;
    CHECK(is_secret_key("note", "note"));
    CHECK(is_secret_key("account/{account}/token", "account/house/token"));
    CHECK(is_secret_key("{a}/{b}", "x/y"));
    for (const std::string key :
         {"account/house/tokens", "account//token", "account/house", "account/a/b/token",
          "account/{account}/token", "account/house/token/", "", "/account/house/token"}) {
        CAPTURE(key);
        CHECK_FALSE(is_secret_key("account/{account}/token", key));
    }
}
