// From a touch to Spotify and back, on a server that behaves.
#include "host_process.hpp"

#include <doctest/doctest.h>

using namespace e2e;
using namespace std::string_literals;

namespace {

// The simulator's own account, signed in.
struct Lobby {
    Lobby() { folder.put_secret("account/demo/refresh_token", simulator.grant("demo")); }
    // Whether Spotify comes to play, or to pause: a command is done a while after it was answered.
    bool comes_to_play(bool is_playing) {
        return eventually([&] { return simulator.player("demo").is_playing == is_playing; });
    }

    test::Simulator simulator;
    SiteFolder folder{lobby_site(spotify_config(simulator, "demo-client", "demo"))};
};

std::size_t completions(const HostProcess& host, int token) {
    std::size_t count = 0;
    for (const auto& line : host.lines()) {
        count += line.find("\"completed\":" + std::to_string(token) + ",") != std::string::npos ? 1U : 0U;
    }
    return count;
}

} // namespace

TEST_CASE("what plays comes as JSON lines, and a pause comes back as exactly one completion") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    const auto now = lobby.simulator.player("demo");
    CHECK(host.property("lobby", "track_name") == now.track_name);
    CHECK(host.property("lobby", "item_uri") == now.item_uri);
    CHECK(host.property("lobby", "duration_ms") == now.duration_ms);
    CHECK(host.property("lobby", "is_playing") == true);
    CHECK(host.property("lobby", "is_stale") == false);
    CHECK(host.property("lobby", "volume") == now.volume.value());
    CHECK(host.property("lobby", "device_name") == now.device_name.value());
    CHECK(host.wait_health("lobby", "ready"));

    host.send(R"({"device":"lobby","invoke":"pause","params":{},"token":12,"timeout_ms":5000})");
    const auto completed = host.wait_completed(12);
    REQUIRE(completed);
    CHECK(completed->getValue<std::string>("status") == "ok");
    CHECK(host.property("lobby", "is_playing") == false); // shown before it was confirmed
    CHECK(lobby.comes_to_play(false));

    host.send(R"({"device":"lobby","invoke":"play_pause","token":13})");
    REQUIRE(host.wait_completed(13));
    CHECK(host.wait_property("lobby", "is_playing", true));
    CHECK(lobby.comes_to_play(true));
    CHECK(host.quit() == 0);
    CHECK(completions(host, 12) == 1);
    CHECK(completions(host, 13) == 1);
}

TEST_CASE("the panel never flaps: once paused it shows paused, however the reads lag") {
    Lobby lobby;
    lobby.simulator.change_settings(R"({"read_lag_ms":[300,1500]})");
    HostProcess host(lobby.folder);
    host.send(R"({"device":"lobby","attention":"looking"})");
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    const auto before = host.lines().size();
    host.send(R"({"device":"lobby","invoke":"pause","token":1})");
    REQUIRE(host.wait_completed(1));
    const auto seen = lobby.simulator.requests().size();
    // Four looks later the lag is over; a refresh is a look.
    for (int token = 2; token <= 5; ++token) {
        host.send(R"({"device":"lobby","invoke":"refresh","token":)" + std::to_string(token) + "}");
        REQUIRE(host.wait_completed(token));
    }
    CHECK(lobby.simulator.requests().size() >= seen + 4);
    for (std::size_t i = before; i < host.lines().size(); ++i) {
        CHECK(host.lines()[i].find("\"is_playing\":true") == std::string::npos);
    }
}

TEST_CASE("the next track comes by itself, with one event") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    const auto first = lobby.simulator.player("demo");
    lobby.simulator.change_player("demo",
                                  R"({"progress_ms":)" + std::to_string(first.duration_ms - 1500) + "}");
    host.send(R"({"device":"lobby","invoke":"refresh","token":1})");
    const auto event = host.wait_event("lobby", "track_changed"); // its completion may come before or after
    REQUIRE(event);
    const auto name = event->getObject("data")->getValue<std::string>("track_name");
    CHECK(name != first.track_name);
    CHECK(name == lobby.simulator.player("demo").track_name);
    CHECK(host.property("lobby", "track_name") == name);
}

TEST_CASE("when the contact closes, the rule pauses") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    host.send(R"({"device":"door","write":"closed","value":true,"token":1})");
    REQUIRE(host.wait_completed(1));
    CHECK(host.wait_property("lobby", "is_playing", false));
    CHECK(lobby.comes_to_play(false));
}

TEST_CASE("nothing active is nothing playing, and play says that there is no player") {
    Lobby lobby;
    lobby.simulator.change_player("demo", R"({"active":false})");
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "content", "none"s));
    CHECK(host.property("lobby", "is_playing") == false);
    CHECK(host.property("lobby", "status") == "online"s);
    host.send(R"({"device":"lobby","invoke":"play","token":1})");
    const auto completed = host.wait_completed(1);
    REQUIRE(completed);
    CHECK(completed->getValue<std::string>("status") == "no_target");
    CHECK_FALSE(completed->getValue<std::string>("text").empty());
}

TEST_CASE("a command that hangs is completed as canceled when the host quits, in good time") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    lobby.simulator.add_fault(R"({"method":"PUT","path":"/v1/me/player/pause","times":-1,"kind":"stall"})");
    host.send(R"({"device":"lobby","invoke":"pause","token":7,"timeout_ms":60000})");
    REQUIRE(host.wait_property("lobby", "is_playing", false)); // promised, not done
    CHECK(host.quit() == 0);
    CHECK(completions(host, 7) == 1);
    bool canceled = false;
    for (const auto& line : host.lines()) {
        canceled = canceled || line.find(R"("completed":7,"status":"canceled")") != std::string::npos;
    }
    CHECK(canceled);
}

TEST_CASE("one connection carries many looks") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    for (int token = 1; token <= 10; ++token) {
        host.send(R"({"device":"lobby","invoke":"refresh","token":)" + std::to_string(token) + "}");
        REQUIRE(host.wait_completed(token));
    }
    CHECK(lobby.simulator.stats().connections <= 2);
}
