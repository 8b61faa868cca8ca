// The example sites of the plugin, on the simulator.
#include "host_process.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

using namespace e2e;
using namespace std::string_literals;

namespace {

// An example as it is, with the account on the simulator in place of the installer's own.
std::string example(const test::Simulator& simulator, const std::string& name) {
    auto site = test::read_file(PROJECT + "/plugin/examples/"s + name);
    const std::string config = R"({ "client_id": "the-id-from-the-dashboard", "account": "house" })";
    const auto at = site.find(config);
    REQUIRE(at != std::string::npos);
    return site.replace(at, config.size(), spotify_config(simulator, "demo-client", "demo"));
}

struct House {
    explicit House(const std::string& name)
        : folder{example(simulator, name)} {
        folder.put_secret("account/demo/refresh_token", simulator.grant("demo"));
    }
    bool comes_to_play(bool is_playing) {
        return eventually([&] { return simulator.player("demo").is_playing == is_playing; });
    }

    test::Simulator simulator;
    SiteFolder folder;
};

void set_contact(HostProcess& host, const std::string& device, bool closed, int token) {
    host.send(R"({"device":")" + device + R"(","write":"closed","value":)" + (closed ? "true" : "false") +
              R"(,"token":)" + std::to_string(token) + '}');
    REQUIRE(host.wait_completed(token));
}

} // namespace

TEST_CASE("paging pauses the music and lets it go on") {
    House house{"paging-pause.json"};
    HostProcess host{house.folder};
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    set_contact(host, "paging", true, 1);
    CHECK(house.comes_to_play(false));
    set_contact(host, "paging", false, 2);
    CHECK(house.comes_to_play(true));
    CHECK(host.wait_property("resume", "closed", false));
    CHECK(host.quit() == 0);
}

TEST_CASE("paging leaves music alone that did not play") {
    House house{"paging-pause.json"};
    HostProcess host{house.folder};
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    host.send(R"({"rules":true})");
    host.send(R"({"device":"lobby","invoke":"pause","token":1})");
    REQUIRE(host.wait_completed(1));
    set_contact(host, "paging", true, 2);
    set_contact(host, "paging", false, 3);
    // Its turn came after the wait of a second, and it did nothing.
    const auto list = host.wait([](const Object& line) {
        return line.has("rules") && line.getArray("rules")->getObject(1)->getValue<std::string>("last").find(
                                        "did nothing: that resume.closed is true does not hold") == 0;
    });
    CHECK(list);
    CHECK(host.property("lobby", "is_playing") == false);
    CHECK(host.quit() == 0);
}

TEST_CASE("paging ducks and brings the volume back") {
    House house{"paging-duck.json"};
    HostProcess host{house.folder};
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    const auto before = house.simulator.player("demo").volume.value();
    set_contact(host, "paging", true, 1);
    CHECK(eventually([&] { return house.simulator.player("demo").volume.value() <= before / 4 + 1; }));
    set_contact(host, "paging", false, 2);
    CHECK(eventually([&] { return house.simulator.player("demo").volume.value() == before; }));
    CHECK(host.quit() == 0);
}
