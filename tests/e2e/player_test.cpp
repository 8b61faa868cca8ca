// What a person does with the player, and what Spotify shows in odd moments: the scenarios of the peers.
#include "host_process.hpp"

#include <doctest/doctest.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace e2e;
using namespace std::string_literals;

namespace {

struct Lobby {
    explicit Lobby(const std::string& config_rest = "")
        : folder(lobby_site(config_with(config_rest))) {
        folder.put_secret("account/demo/refresh_token", simulator.grant("demo"));
    }
    std::string config_with(const std::string& rest) const {
        auto config = spotify_config(simulator, "demo-client", "demo");
        config.insert(config.size() - 1, rest);
        return config;
    }

    test::Simulator simulator;
    SiteFolder folder;
};

// A host that is online, and numbers its commands.
struct Panel {
    explicit Panel(const Lobby& lobby)
        : host(lobby.folder) {
        REQUIRE(host.wait_property("lobby", "status", "online"s));
    }
    Object::Ptr invoke(const std::string& action, const std::string& params = "{}") {
        ++token;
        host.send(R"({"device":"lobby","invoke":")" + action + R"(","params":)" + params + R"(,"token":)" +
                  std::to_string(token) + R"(,"timeout_ms":20000})");
        auto completed = host.wait_completed(token);
        REQUIRE(completed);
        return completed;
    }
    std::string outcome(const std::string& action, const std::string& params = "{}") {
        return invoke(action, params)->getValue<std::string>("status");
    }
    Var property(const std::string& name) const { return host.property("lobby", name); }
    bool wait(const std::string& name, const Var& value) { return host.wait_property("lobby", name, value); }

    HostProcess host;
    int token = 100;
};

std::size_t count(const std::vector<test::RequestSeen>& requests, const std::string& method,
                  const std::string& path) {
    return static_cast<std::size_t>(std::ranges::count_if(
        requests, [&](const auto& one) { return one.method == method && one.path.starts_with(path); }));
}

std::size_t events(const HostProcess& host, const std::string& name) {
    return static_cast<std::size_t>(std::ranges::count_if(host.lines(), [&](const std::string& line) {
        return line.find("\"event\":\"" + name + "\"") != std::string::npos;
    }));
}

} // namespace

TEST_CASE("scenario 5: playing, then nothing for good: stopped, and no position goes on") {
    Lobby lobby;
    Panel panel(lobby);
    REQUIRE(panel.wait("is_playing", true));
    lobby.simulator.change_player("demo", R"({"active":false})");
    CHECK(panel.outcome("refresh") == "ok");
    CHECK(panel.wait("is_playing", false));
    CHECK(panel.property("content") == "none");
    CHECK(panel.property("track_name").isEmpty());
    CHECK(panel.property("progress_ms").isEmpty());
    CHECK(panel.property("status") == "online");
    CHECK(panel.property("is_stale") == false);
    REQUIRE(panel.outcome("refresh") == "ok"); // events come before it
    CHECK(events(panel.host, "playback_stopped") == 1);
}

TEST_CASE(
    "scenario 6: an advert, a local file, an episode and something new: playing, and called what it is") {
    Lobby lobby;
    Panel panel(lobby);
    for (const std::string content : {"advert", "local", "episode", "unknown", "track"}) {
        CAPTURE(content);
        lobby.simulator.change_player("demo", R"({"is_playing":true,"content":")" + content + "\"}");
        CHECK(panel.outcome("refresh") == "ok");
        CHECK(panel.wait("content", content));
        CHECK(panel.property("is_playing") == true);
        CHECK(panel.property("status") == "online");
        if (content == "advert") {
            CHECK(panel.property("can_next") == false);
            CHECK(panel.property("can_seek") == false);
        }
    }
    CHECK(panel.property("can_next") == true);
}

TEST_CASE("scenario 7: two local files in a row, neither with an id: one event") {
    Lobby lobby;
    Panel panel(lobby);
    lobby.simulator.change_player(
        "demo", R"({"track":"spotify:local:Site+Caf%C3%A9:Demos:Opening+Jingle:48","progress_ms":0})");
    REQUIRE(panel.outcome("refresh") == "ok");
    REQUIRE(panel.wait("content", "local"s));
    REQUIRE(panel.outcome("refresh") == "ok"); // what came with the first is behind it
    const auto before = events(panel.host, "track_changed");
    lobby.simulator.change_player(
        "demo", R"({"track":"spotify:local:Site+Caf%C3%A9:Demos:Closing+Jingle:31","progress_ms":0})");
    REQUIRE(panel.outcome("refresh") == "ok");
    REQUIRE(panel.wait("track_name", "Closing Jingle"s));
    REQUIRE(panel.outcome("refresh") == "ok");
    CHECK(events(panel.host, "track_changed") == before + 1);
}

TEST_CASE("scenario 8: volume 0 is 0; one that is not told is not known and cannot be set") {
    Lobby lobby;
    Panel panel(lobby);
    lobby.simulator.change_player("demo", R"({"volume":0})");
    REQUIRE(panel.outcome("refresh") == "ok");
    CHECK(panel.wait("volume", 0));
    CHECK(panel.property("muted") == true);
    CHECK(panel.property("can_set_volume") == true);
    lobby.simulator.change_player("demo", R"({"volume":null})");
    REQUIRE(panel.outcome("refresh") == "ok");
    CHECK(panel.wait("can_set_volume", false));
    CHECK(panel.property("volume").isEmpty());
    CHECK(panel.property("muted").isEmpty());
    CHECK(panel.outcome("set_volume", R"({"volume":20})") == "unsupported");
    CHECK(count(lobby.simulator.requests(), "PUT", "/v1/me/player/volume") == 0);
}

TEST_CASE("scenario 10: what Spotify refuses fails alone, with a reason, and is taken back") {
    Lobby lobby;
    Panel panel(lobby);
    const auto volume = panel.property("volume");
    lobby.simulator.add_fault(
        R"({"method":"POST","path":"/v1/me/player/next","times":1,"kind":"status","status":403,)"
        R"("body":"{\"error\":{\"status\":403,\"message\":\"Player command failed: Restriction)"
        R"( violated\",\"reason\":\"UNKNOWN\"}}"})");
    const auto refused = panel.invoke("next");
    CHECK(refused->getValue<std::string>("status") == "forbidden");
    CHECK_FALSE(refused->getValue<std::string>("text").empty());
    REQUIRE(panel.outcome("refresh") == "ok"); // events come before it
    CHECK(events(panel.host, "action_failed") == 1);
    CHECK(panel.property("status") == "online");

    // One may be passing; three are what Spotify says.
    lobby.simulator.add_fault(
        R"({"method":"PUT","path":"/v1/me/player/volume","times":3,"kind":"status","status":500,"body":""})");
    CHECK(panel.outcome("set_volume", R"({"volume":77})") == "remote");
    CHECK(panel.property("volume") == volume); // taken back
    CHECK(panel.property("status") == "online");

    lobby.simulator.add_fault(
        R"({"method":"PUT","path":"/v1/me/player/volume","times":1,"kind":"status","status":429,)"
        R"("headers":{"Retry-After":"1"},"body":"Too many requests"})");
    CHECK(panel.outcome("set_volume", R"({"volume":77})") == "rate_limited");
    CHECK(panel.property("track_name") == lobby.simulator.player("demo").track_name);
    CHECK(panel.wait("status", "rate_limited"s));
    CHECK(panel.wait("status", "online"s)); // by itself
    CHECK(panel.outcome("set_volume", R"({"volume":77})") == "ok");
    CHECK(lobby.simulator.stats().early_requests == 0);
    const auto last = panel.property("last_action").toString();
    CHECK(last.find("set_volume") != std::string::npos);
}

TEST_CASE(
    "a drag of the volume: a hundred writes in two seconds are at most five requests, and the last counts") {
    Lobby lobby;
    Panel panel(lobby);
    using Clock = std::chrono::steady_clock;
    const auto began = Clock::now();
    for (int i = 1; i <= 100; ++i) {
        std::this_thread::sleep_until(began + i * std::chrono::milliseconds{20}); // the finger's pace
        panel.host.send(R"({"device":"lobby","write":"volume","value":)" + std::to_string(i % 90) +
                        R"(,"token":)" + std::to_string(i) + "}");
    }
    REQUIRE(panel.host.wait_completed(100));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    CHECK(panel.property("volume") == 10);
    CHECK(eventually([&] { return lobby.simulator.player("demo").volume == 10; }));
    const auto requests = count(lobby.simulator.requests(), "PUT", "/v1/me/player/volume");
    CHECK(requests >= 1);
    // One at once and one for each 600 ms until the last is answered: five, but where the machine is slow.
    CHECK(requests <= static_cast<std::size_t>(1 + took / std::chrono::milliseconds{600}));
    // However the reads lag, nobody sees the handle jump back.
    CHECK(panel.outcome("refresh") == "ok");
    CHECK(panel.property("volume") == 10);
}

TEST_CASE("everything a panel's buttons do arrives at the player") {
    Lobby lobby(R"(,"presets":[{"name":"Jingle","uri":"spotify:track:x"}])");
    Panel panel(lobby);
    const auto arrives = [&](const std::function<bool(const test::PlayerNow&)>& holds) {
        return eventually([&] { return holds(lobby.simulator.player("demo")); });
    };
    CHECK(panel.outcome("set_volume", R"({"volume":33})") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 33; }));
    CHECK(panel.outcome("volume_up", R"({"step":10})") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 43; }));
    CHECK(panel.outcome("mute") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 0; }));
    CHECK(panel.property("muted") == true);
    CHECK(panel.outcome("unmute") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 43; }));
    CHECK(panel.outcome("duck") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 10; }));
    CHECK(panel.outcome("unduck") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 43; }));
    CHECK(panel.outcome("fade_volume", R"({"volume":20,"duration_ms":1500})") == "ok");
    CHECK(arrives([](const auto& now) { return now.volume == 20; }));
    const bool shuffle = lobby.simulator.player("demo").shuffle;
    CHECK(panel.outcome("toggle_shuffle") == "ok");
    CHECK(panel.property("shuffle") == !shuffle);
    CHECK(arrives([&](const auto& now) { return now.shuffle != shuffle; }));
    CHECK(panel.outcome("set_repeat", R"({"repeat":"track"})") == "ok");
    CHECK(arrives([](const auto& now) { return now.repeat == "track"; }));
    CHECK(panel.outcome("cycle_repeat") == "ok");
    CHECK(arrives([](const auto& now) { return now.repeat == "off"; }));
    CHECK(panel.outcome("seek", R"({"position_ms":30000})") == "ok");
    CHECK(arrives([](const auto& now) { return now.progress_ms >= 30'000; }));
    CHECK(panel.outcome("skip_by", R"({"delta_ms":-86400000})") == "ok");
    CHECK(arrives([](const auto& now) { return now.progress_ms < 30'000; }));
    const auto uri = lobby.simulator.player("demo").item_uri;
    CHECK(panel.outcome("next") == "ok");
    CHECK(arrives([&](const auto& now) { return now.item_uri != uri; }));
    CHECK(panel.outcome("seek", R"({"position_ms":-1})") == "out_of_range");
    CHECK(panel.outcome("play_uri", R"({"uri":"https://evil.example/x"})") == "bad_argument");
    CHECK(panel.outcome("play_preset", R"({"name":"None such"})") == "out_of_range");
}

TEST_CASE("zones: one account, two rooms, one poller; play brings the music over, and nothing reaches the "
          "other room") {
    Lobby unused;
    auto& simulator = unused.simulator;
    simulator.change_player("demo", R"({"devices":[{"name":"Bar","volume":40},{"name":"Lobby","volume":30}],)"
                                    R"("active":true,"device":"Bar","is_playing":true})");
    const auto config = [&](const char* zone) { return unused.config_with(R"(,"zone":")"s + zone + "\""); };
    SiteFolder folder(R"({"devices":[{"id":"lobby","plugin":"spotify","config":)" + config("Lobby") +
                      R"(},{"id":"bar","plugin":"spotify","config":)" + config("Bar") + "}]}");
    folder.put_secret("account/demo/refresh_token", simulator.grant("demo"));
    HostProcess host(folder);
    REQUIRE(host.wait_property("bar", "is_active_here", true));
    REQUIRE(host.wait_property("lobby", "is_active_here", false));
    CHECK(host.property("lobby", "is_playing") == false);
    CHECK(host.property("lobby", "volume").isEmpty());
    CHECK(host.property("lobby", "can_play") == true);

    host.send(R"({"device":"lobby","invoke":"set_volume","params":{"volume":90},"token":1})");
    const auto refused = host.wait_completed(1);
    REQUIRE(refused);
    CHECK(refused->getValue<std::string>("status") == "no_target");
    CHECK(simulator.player("demo").volume == 40);

    host.send(R"({"device":"lobby","invoke":"play","token":2})");
    const auto played = host.wait_completed(2);
    REQUIRE(played);
    CHECK(played->getValue<std::string>("status") == "ok");
    CHECK(eventually([&] { return simulator.player("demo").device_name == "Lobby"; }));
    CHECK(host.wait_property("lobby", "is_active_here", true));
    CHECK(host.wait_property("lobby", "is_playing", true));
    CHECK(host.wait_property("bar", "is_playing", false));
    CHECK(host.wait_property("lobby", "volume", 30));
    CHECK(host.quit() == 0);
}

TEST_CASE("a zone's name that was never seen is told with the nearest one; one that was seen before sleeps, "
          "after a "
          "restart too; no zone moves the music of another") {
    Lobby unused;
    auto& simulator = unused.simulator;
    simulator.change_player(
        "demo", R"({"devices":[{"name":"Bar","volume":40},{"name":"Ann\u2019s Room","volume":30}],)"
                R"("active":true,"device":"Bar","is_playing":true})");
    const auto config = [&](const char* zone) { return unused.config_with(R"(,"zone":")"s + zone + "\""); };
    SiteFolder folder(R"({"devices":[{"id":"bar","name":"Bar","plugin":"spotify","config":)" + config("Bar") +
                      R"(},{"id":"room","name":"Ann","plugin":"spotify","config":)" + config("Ann's Room") +
                      "}]}");
    folder.put_secret("account/demo/refresh_token", simulator.grant("demo"));
    {
        HostProcess host(folder);
        REQUIRE(host.wait_property("room", "status", "zone_unknown"s));
        CHECK(host.property("room", "status_text").toString().find("but \"Ann\u2019s Room\": write zone") !=
              std::string::npos);
        CHECK(host.property("room", "is_stale") == false);
        CHECK(host.wait_health("room", "degraded"));
        CHECK(host.wait_property("bar", "status", "online"s));
        CHECK(host.wait_health("bar", "ready"));
        host.send(
            R"({"device":"room","invoke":"transfer","params":{"device_name":"Ann\u2019s Room"},"token":1})");
        const auto refused = host.wait_completed(1);
        REQUIRE(refused);
        CHECK(refused->getValue<std::string>("status") == "no_target");
        CHECK(host.quit() == 0);
        CHECK(simulator.player("demo").device_name == "Bar");
        CHECK(count(simulator.requests(), "GET", "/v1/me/player/devices") == 1);
    }
    simulator.change_player("demo", R"({"devices":[{"name":"Hall","volume":40}],"device":"Hall"})");
    HostProcess host(folder);
    REQUIRE(host.wait_property("room", "status", "zone_unknown"s)); // so the list was read
    CHECK(host.wait_property("bar", "status", "online"s));          // and Bar is not in it
    CHECK(host.wait_health("bar", "ready"));
    CHECK(host.quit() == 0);
}

TEST_CASE("a private session shows as nothing") {
    Lobby lobby;
    Panel panel(lobby);
    lobby.simulator.change_player("demo", R"({"private_session":true})");
    CHECK(panel.outcome("refresh") == "ok");
    CHECK(panel.wait("content", "none"s));
    CHECK(panel.property("track_name").isEmpty());
    CHECK(panel.property("artwork_url").isEmpty());
    CHECK(panel.property("status") == "online");
}

TEST_CASE("the volume limit holds for what was set elsewhere, too") {
    Lobby lobby(R"(,"volume_limit":30)");
    Panel panel(lobby);
    lobby.simulator.change_player("demo", R"({"volume":95})");
    CHECK(panel.outcome("refresh") == "ok");
    CHECK(eventually([&] { return lobby.simulator.player("demo").volume == 30; }));
    CHECK(panel.outcome("set_volume", R"({"volume":100})") == "ok");
    CHECK(panel.wait("volume", 30));
}

TEST_CASE("what lies beside the player comes while somebody looks; favourites, presets and a search arrive") {
    Lobby lobby(
        R"(,"presets":[{"name":"Breakfast","uri":"spotify:playlist:3KahvaltiIstanbul00002","shuffle":false}])");
    Panel panel(lobby);
    const auto comes = [&](const char* name) {
        const auto is_there = [&] { return !panel.property(name).isEmpty(); };
        return is_there() || panel.host.wait([&](const Object&) { return is_there(); });
    };
    CHECK(comes("account_name"));
    CHECK(count(lobby.simulator.requests(), "GET", "/v1/me/playlists") == 0); // nobody looks
    panel.host.send(R"({"device":"lobby","attention":"looking"})");
    for (const char* name : {"queue", "next_track", "devices", "playlists", "is_favorite"}) {
        CAPTURE(name);
        CHECK(comes(name));
    }
    const bool before = panel.property("is_favorite").convert<bool>();
    CHECK(panel.outcome("toggle_favorite") == "ok");
    CHECK(panel.property("is_favorite") == !before);
    const auto uri = panel.property("item_uri").toString();
    CHECK((lobby.simulator.control("GET", "/accounts/demo/library").find(uri) != std::string::npos) ==
          !before);

    const auto found = panel.invoke("search", R"({"query":"harbour"})");
    CHECK(found->getValue<std::string>("status") == "ok");
    REQUIRE(found->getArray("result"));
    CHECK(found->getArray("result")->size() > 0);

    CHECK(panel.outcome("play_preset", R"({"name":"Breakfast"})") == "ok");
    CHECK(panel.wait("context_uri", "spotify:playlist:3KahvaltiIstanbul00002"s));
    CHECK(panel.property("is_playing") == true);
}

TEST_CASE("a withdrawn endpoint turns off its own property and nothing else") {
    Lobby lobby;
    lobby.simulator.add_fault(R"({"kind":"status","path":"/v1/me/library","times":-1,"status":403,)"
                              R"("body":"{\"error\":{\"status\":403,\"message\":\"Forbidden\"}}"})");
    Panel panel(lobby);
    panel.host.send(R"({"device":"lobby","attention":"looking"})");
    REQUIRE(eventually([&] { return count(lobby.simulator.requests(), "GET", "/v1/me/library") == 1; }));
    REQUIRE(eventually([&] { return count(lobby.simulator.requests(), "GET", "/v1/me/playlists") == 1; }));
    if (panel.property("playlists").isEmpty()) {
        CHECK(panel.host.wait([&](const Object&) { return !panel.property("playlists").isEmpty(); }));
    }
    CHECK(panel.outcome("refresh") == "ok");
    CHECK(panel.property("is_favorite").isEmpty());
    CHECK(panel.property("status") == "online");
    CHECK(count(lobby.simulator.requests(), "GET", "/v1/me/library") == 1); // not asked again
}

TEST_CASE("the support bundle tells what was asked and what came, and holds no token") {
    Lobby lobby;
    Panel panel(lobby);
    const auto bundle = panel.invoke("diagnostics");
    CHECK(bundle->getValue<std::string>("status") == "ok");
    const auto result = bundle->getObject("result");
    REQUIRE(result);
    CHECK(result->getValue<std::string>("device") == "lobby");
    CHECK(result->getArray("transactions")->size() >= 2); // the sign-in's renewal and a look
    for (const auto& line : panel.host.lines()) {
        CHECK(line.find("refresh_token") == std::string::npos);
        CHECK(line.find("Bearer") == std::string::npos);
    }
}
