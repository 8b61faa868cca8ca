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
    const host::PropertyTrigger closes{{"door", "closed"}, host::Becomes{true}};
    const host::InvokeStep seek{{"Lobby-2", "seek"}, {{"position_ms", dp::Value{std::int64_t{5}}}}};
    CHECK(site.rules[0] ==
          host::Rule{"r", {closes}, {}, {seek, host::InvokeStep{{"door", "open"}, {}}}, host::Mode::restart});
    REQUIRE(site.panel);
    CHECK(*site.panel == host::PanelEntry{"127.0.0.1", 8080, "pages"});
}

TEST_CASE("all faults are collected, each with file, line, column, key and expectation") {
    const auto found = faults(R"({
  "devises": [],
  "devices": [{"id":"a","plugin":"p"}, {"id":"a","plugin":"../p","config":5}, {"id":"b c"}, 7],
  "rules": [
    {"when":{"property":"x.closed","becomes":{}},"do":[{"invoke":"nothing","params":[]}],"ex/tra":1}],
  "panel": {}
})");
    const std::vector<std::string> expected{
        "s.json:2:3: /devises: expected one of the keys title, devices, rules, access, panel, lines, mqtt; "
        "did you mean "
        "devices?",
        "s.json:3:41: /devices/1/id: expected an id that no other device has",
        "s.json:3:50: /devices/1/plugin: expected the name of a plugin's folder",
        "s.json:3:66: /devices/1/config: expected an object",
        "s.json:3:79: /devices/2/plugin: expected the name of a plugin's folder; it is missing",
        "s.json:3:80: /devices/2/id: expected an id of",
        "s.json:3:93: /devices/3: expected an object",
        "s.json:5:14: /rules/0/when/property: expected a device of this site; there is no \"x\"",
        "s.json:5:36: /rules/0/when/becomes: expected null, true",
        "s.json:5:57: /rules/0/do/0/invoke: expected a text \"DEVICE.ACTION\"",
        "s.json:5:76: /rules/0/do/0/params: expected an object",
        "s.json:5:90: /rules/0/ex~1tra: expected one of the keys",
        "s.json:6:3: /panel/listen: expected",
    };
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(found[i]);
        CHECK(found[i].starts_with(expected[i]));
    }
}

TEST_CASE("a site without devices, or that is no object, gets one sentence") {
    CHECK(faults("{}") == std::vector<std::string>{"s.json:1:1: /devices: expected an array; it is missing"});
    CHECK(faults("[]").size() == 1);
    CHECK(faults("{").front().starts_with("s.json:1:2: expected } for the { of 1:1; the text ends here"));
    CHECK_THROWS_AS(host::read_site("/nowhere/site.json"), host::SiteError);
}

TEST_CASE("a site is checked against the manifests of its plugins, whatever else is wrong with it") {
    const test::TempDir folder;
    const auto file = folder.write("s.json", R"({ // comments count
  "devices": [
    {"id":"door","plugin":"contact","config":{"closed":1,"x":2}}, 5,
    {"id":"gone","plugin":"nope"}],
  "rules": [
    {"when":{"property":"door.locked","becomes":true},"do":[{"invoke":"door.burn"}]},
    {"when":{"property":"door.closed","becomes":"yes"},"do":[{"invoke":"door.open","params":{"a":1}}]},
    {"when":{"property":"gone.x","becomes":null},"do":[{"invoke":"gone.y"}]}]
})");
    const auto found = host::check_site_file(file, PLUGINS).sentences;
    const std::vector<std::string> expected{
        ":3:47: /devices/0/config/closed: expected true or false",
        ":3:58: /devices/0/config/x: expected one of the keys closed",
        ":3:67: /devices/1: expected an object",
        ":4:18: /devices/2/plugin: expected a plugin that there is; there is no nope in " +
            std::string{PLUGINS},
        ":6:14: /rules/0/when/property: expected a property of door; it has no locked",
        ":6:62: /rules/0/do/0/invoke: expected an action of door; it has no burn",
        ":7:39: /rules/1/when/becomes: expected true or false",
        ":7:94: /rules/1/do/0/params/a: expected a parameter of door.open; it has no a",
    };
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(found[i]);
        CHECK(found[i].starts_with(file.string() + expected[i]));
    }
}

TEST_CASE("a site file that cannot be read, or is no JSON, gets a sentence and not an exception") {
    CHECK(host::check_site_file("/nowhere/site.json", PLUGINS).sentences.size() == 1);
    const test::TempDir folder;
    const auto said =
        host::check_site_file(folder.write("s.json", "{\n \"devices\": [}\n"), PLUGINS).sentences;
    REQUIRE(said.size() == 1);
    CHECK(said.front().find("s.json:2:14: expected a value: a text, a number") != std::string::npos);
}
