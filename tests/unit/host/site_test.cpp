#include "host/site.hpp"
#include "host/site_check.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

std::vector<std::string> faults(const std::string& text) {
    try {
        host::parse_site(text, "s.json");
    } catch (const host::SiteError& error) {
        return error.sentences();
    }
    return {};
}

} // namespace

TEST_CASE("a whole site is read") {
    const auto site = host::parse_site(R"({
        // the house
        "devices": [{"id":"door","plugin":"contact","config":{"closed":true}}, {"id":"Lobby-2","plugin":"player.x"}],
        "rules": [{"name":"r","when":{"property":"door.closed","becomes":true},
                   "do":[{"invoke":"Lobby-2.seek","params":{"position_ms":5}},{"invoke":"door.open"}]}],
        "panel": {"listen":"127.0.0.1:8080","pages":"pages"}
    })",
                                       "s.json");
    REQUIRE(site.devices.size() == 2);
    CHECK(site.devices[0] == host::DeviceEntry{"door", "contact", dp::Json{R"({"closed":true})"}});
    CHECK(site.devices[1] == host::DeviceEntry{"Lobby-2", "player.x", dp::Json{"{}"}});
    REQUIRE(site.rules.size() == 1);
    CHECK(site.rules[0] ==
          host::Rule{"r",
                     {"door", "closed"},
                     true,
                     {{{"Lobby-2", "seek"}, {{"position_ms", std::int64_t{5}}}}, {{"door", "open"}, {}}}});
    REQUIRE(site.panel);
    CHECK(*site.panel == host::PanelEntry{"127.0.0.1", 8080, "pages"});
}

TEST_CASE("all faults are collected, each with file, key and expectation") {
    const auto found = faults(R"({
        "devises": [],
        "devices": [{"id":"a","plugin":"p"}, {"id":"a","plugin":"../p","config":5}, {"id":"b c"}, 7],
        "rules": [{"when":{"property":"x.closed","becomes":{}},"do":[{"invoke":"nothing","params":[]}],"extra":1}],
        "panel": {}
    })");
    const std::vector<std::string> expected{
        "s.json: /devises: expected one of the keys",
        "s.json: /devices/1/id: expected an id that no other device has",
        "s.json: /devices/1/plugin: expected the name of a plugin's folder",
        "s.json: /devices/1/config: expected an object",
        "s.json: /devices/2/id: expected an id of",
        "s.json: /devices/2/plugin: expected the name of a plugin's folder; it is missing",
        "s.json: /devices/3: expected an object",
        "s.json: /rules/0/extra: expected one of the keys",
        "s.json: /rules/0/when/property: expected a device of this site; there is no \"x\"",
        "s.json: /rules/0/when/becomes: expected null, true",
        "s.json: /rules/0/do/0/invoke: expected a text \"DEVICE.ACTION\"",
        "s.json: /rules/0/do/0/params: expected an object",
        "s.json: /panel/listen: expected",
    };
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(found[i]);
        CHECK(found[i].starts_with(expected[i]));
    }
}

TEST_CASE("what this version does not have is refused by name") {
    CHECK(faults(R"({"devices":[],"mqtt":{}})") ==
          std::vector<std::string>{"s.json: /mqtt: expected no such key: this version has no MQTT bridge"});
}

TEST_CASE("a site without devices, or that is no object, gets one sentence") {
    CHECK(faults("{}") == std::vector<std::string>{"s.json: /devices: expected an array; it is missing"});
    CHECK(faults("[]").size() == 1);
    CHECK(faults("{").front().starts_with("s.json: line 1: expected JSON"));
    CHECK_THROWS_AS(host::read_site("/nowhere/site.json"), host::SiteError);
}

TEST_CASE("a site is checked against the manifests of its plugins") {
    const auto site = host::parse_site(R"({
        "devices": [{"id":"door","plugin":"contact","config":{"closed":1,"x":2}}, {"id":"gone","plugin":"nope"}],
        "rules": [{"when":{"property":"door.locked","becomes":true},"do":[{"invoke":"door.burn"}]},
                  {"when":{"property":"door.closed","becomes":"yes"},"do":[{"invoke":"door.open","params":{"a":1}}]},
                  {"when":{"property":"gone.x","becomes":null},"do":[{"invoke":"gone.y"}]}]
    })",
                                       "s.json");
    const auto found = host::check_site(site, PLUGINS);
    const std::vector<std::string> expected{
        "s.json: /devices/0/config/closed: expected true or false",
        "s.json: /devices/0/config/x: expected no such key",
        "s.json: /devices/1/plugin: expected a plugin that can be used",
        std::string{PLUGINS} + "/nope/manifest.json: expected a file that can be read",
        "s.json: /rules/0/when/property: expected a property of door; it has no locked",
        "s.json: /rules/0/do/0/invoke: expected an action of door; it has no burn",
        "s.json: /rules/1/when/becomes: expected true or false",
        "s.json: /rules/1/do/0/params/a: expected no such key",
    };
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(found[i].starts_with(expected[i]));
    }
}
