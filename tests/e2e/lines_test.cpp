// A control system that speaks lines, the host, the plugin and Spotify: from a press to Spotify and back.
#include "host_process.hpp"
#include "lines_client.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <string>

using namespace e2e;
using namespace std::string_literals;

namespace {

std::string with_lines(const std::string& site) {
    return site.substr(0, site.rfind('}')) + R"(,"lines":{"listen":"127.0.0.1:0"}})";
}

// Where avhost says that it listens.
std::uint16_t port_of(HostProcess& host) {
    static const std::string words = "lines: 127.0.0.1:";
    REQUIRE(host.process().wait_for_error_text(words, patience));
    const auto text = host.process().error_text();
    std::uint16_t port = 0;
    std::from_chars(text.data() + text.find(words) + words.size(), text.data() + text.size(), port);
    return port;
}

} // namespace

TEST_CASE("a control system presses pause, and hears what a phone changes") {
    test::Simulator simulator;
    const SiteFolder folder{with_lines(lobby_site(spotify_config(simulator, "demo-client", "demo")))};
    folder.put_secret("account/demo/refresh_token", simulator.grant("demo"));
    HostProcess host{folder};
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    LinesClient rack{port_of(host)};
    CHECK(rack.line("\n") == "avhost 1 lobby door");
    rack.send("list\r\n");
    CHECK(rack.line("\r\n") == "device lobby Spotify player");
    CHECK(rack.line("\r\n") == "device door Virtual contact");
    CHECK(rack.line("\r\n") == "ok");
    rack.send("watch lobby.is_playing lobby.track_name\n");
    CHECK(rack.line() == "lobby.track_name=" + simulator.player("demo").track_name);
    CHECK(rack.line() == "lobby.is_playing=true");
    CHECK(rack.line() == "ok");
    CHECK(rack.ask("#1 do lobby.pause") == "lobby.is_playing=false"); // shown before it is confirmed
    CHECK(rack.line() == "#1 ok");
    CHECK(eventually([&] { return !simulator.player("demo").is_playing; }));
    // From outside: the rule of the site pauses what the wall began.
    CHECK(rack.ask("#2 do lobby.play") == "lobby.is_playing=true");
    CHECK(rack.line() == "#2 ok");
    CHECK(eventually([&] { return simulator.player("demo").is_playing; }));
    LinesClient door{port_of(host)};
    door.line();
    CHECK(door.ask("do door.close") == "ok");
    CHECK(rack.line() == "lobby.is_playing=false");
    CHECK(rack.ask("set lobby.volume loud").starts_with("error wrong_type volume: expected"));
    CHECK(rack.ask("do lobby.set_volume 101").starts_with("error out_of_range set_volume/volume: expected"));
    CHECK(host.quit() == 0);
    CHECK(rack.until(LinesClient::closed).back() == LinesClient::closed);
}
