// What the nasty sides of the service come to on a panel.
#include "host_process.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace e2e;
using namespace std::string_literals;

namespace {

struct Lobby {
    explicit Lobby(const std::vector<std::string>& arguments = {}, bool other_ca = false)
        : simulator(arguments)
        , token(simulator.grant("demo"))
        , folder(lobby_site(
              spotify_config(simulator, "demo-client", "demo", other_ca ? simulator.other_ca_file() : ""))) {
        folder.put_secret("account/demo/refresh_token", token);
    }

    std::size_t token_requests() {
        std::size_t count = 0;
        for (const auto& request : simulator.requests()) {
            count += request.path == "/api/token" ? 1U : 0U;
        }
        return count;
    }

    test::Simulator simulator;
    std::string token;
    SiteFolder folder;
};

std::string refresh(HostProcess& host, int token) {
    host.send(R"({"device":"lobby","invoke":"refresh","token":)" + std::to_string(token) + "}");
    const auto completed = host.wait_completed(token);
    return completed ? completed->getValue<std::string>("status") : "none";
}

} // namespace

TEST_CASE("a certificate for another host: nothing is sent, and the sentence names the certificate") {
    Lobby lobby({"--cert-name", "example.test"});
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "offline"s));
    CHECK(host.property("lobby", "status_text").convert<std::string>().find("certificate") !=
          std::string::npos);
    CHECK(lobby.simulator.requests().empty());
    CHECK(host.wait_health("lobby", "degraded"));
}

TEST_CASE("an authority that is not known: nothing is sent, and the sentence names the certificate") {
    Lobby lobby({}, true);
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "offline"s));
    CHECK(host.property("lobby", "status_text").convert<std::string>().find("certificate") !=
          std::string::npos);
    CHECK(lobby.simulator.requests().empty());
}

TEST_CASE("a server that is not there, and one that goes away and comes back") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    host.send(R"({"device":"lobby","attention":"looking"})");
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    const auto name = host.property("lobby", "track_name");
    lobby.simulator.add_fault(R"({"times":-1,"kind":"cut"})");
    REQUIRE(host.wait_property("lobby", "status", "offline"s));
    CHECK(host.wait_property("lobby", "is_stale", true));
    CHECK(host.property("lobby", "track_name") == name); // kept, and marked
    CHECK_FALSE(host.property("lobby", "status_text").convert<std::string>().empty());
    lobby.simulator.clear_faults();
    CHECK(host.wait_property("lobby", "status", "online"s));
    CHECK(host.wait_property("lobby", "is_stale", false));

    lobby.simulator.shut_down();
    CHECK(host.wait_property("lobby", "status", "offline"s));
    CHECK(host.quit() == 0);
}

TEST_CASE("answers that make no sense cost a look each, never the state, never the host") {
    Lobby lobby;
    lobby.simulator.change_player("demo", R"({"is_playing":false})"); // the track cannot end meanwhile
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    const auto name = host.property("lobby", "track_name");
    int token = 0;
    for (const char* kind : {"garbage", "truncate", "chunked_cut", "huge_header", "huge_body"}) {
        CAPTURE(kind);
        lobby.simulator.add_fault(R"({"method":"GET","times":-1,"kind":")"s + kind + "\"}");
        CHECK(refresh(host, ++token) == "offline");
        lobby.simulator.clear_faults();
        CHECK(refresh(host, ++token) == "ok");
        CHECK(host.property("lobby", "track_name") == name);
    }
    for (const char* kind : {"chunked", "close", "surplus"}) { // odd, and whole
        CAPTURE(kind);
        lobby.simulator.add_fault(R"({"method":"GET","times":1,"kind":")"s + kind + "\"}");
        CHECK(refresh(host, ++token) == "ok");
        CHECK(refresh(host, ++token) == "ok");
    }
    lobby.simulator.hang_up_idle(); // a kept-alive connection that is dead
    CHECK(refresh(host, ++token) == "ok");
}

TEST_CASE("Retry-After: no request before the deadline, not by a restart either") {
    Lobby lobby;
    {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "online"s));
        lobby.simulator.add_fault(
            R"({"method":"GET","times":1,"kind":"status","status":429,"headers":{"Retry-After":"3600"},"body":"Too many requests"})");
        CHECK(refresh(host, 1) == "rate_limited");
        REQUIRE(host.wait_property("lobby", "status", "rate_limited"s));
        CHECK(host.wait_property("lobby", "is_stale", true));
        CHECK_FALSE(host.property("lobby", "rate_limited_until").isEmpty());
        const auto seen = lobby.simulator.requests().size();
        host.send(R"({"device":"lobby","invoke":"pause","token":2})");
        const auto completed = host.wait_completed(2);
        REQUIRE(completed);
        CHECK(completed->getValue<std::string>("status") == "rate_limited");
        CHECK(host.property("lobby", "is_playing") == true); // nothing was promised
        CHECK(lobby.simulator.requests().size() == seen);
        CHECK(host.quit() == 0);
    }
    const auto api_requests = [&] {
        std::size_t count = 0;
        for (const auto& request : lobby.simulator.requests()) {
            count += request.path.starts_with("/v1/") ? 1U : 0U;
        }
        return count;
    };
    const auto before = api_requests();
    HostProcess restarted(lobby.folder);
    REQUIRE(restarted.wait_property("lobby", "status", "rate_limited"s));
    CHECK(refresh(restarted, 1) == "rate_limited");
    CHECK(api_requests() == before);
}

TEST_CASE("a token that expires is renewed unseen; one that rotates survives a restart") {
    Lobby lobby;
    lobby.simulator.change_tokens("demo", R"({"rotation":"always"})");
    for (int restart = 0; restart < 2; ++restart) {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "online"s));
        lobby.simulator.change_tokens("demo", R"({"expire_access":true})");
        CHECK(refresh(host, 1) == "ok");
        CHECK(host.property("lobby", "status") == "online"s);
        CHECK(host.quit() == 0);
        for (const auto& line : host.lines()) {
            CHECK(line.find("\"status\":\"offline\"") == std::string::npos);
        }
    }
    CHECK(lobby.token_requests() == 3); // the second start found the access token of the first
    CHECK(lobby.simulator.stats().dead_token_requests == 0);
}

TEST_CASE("invalid_grant: once, not by a restart either, and a new secret is taken up by the running host") {
    Lobby lobby;
    lobby.simulator.change_tokens("demo", R"({"revoke_refresh":true})");
    {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "sign_in_needed"s));
        CHECK(host.wait_health("lobby", "sign_in_required"));
        CHECK(refresh(host, 1) == "sign_in_needed");
        CHECK(host.quit() == 0);
    }
    HostProcess restarted(lobby.folder);
    REQUIRE(restarted.wait_property("lobby", "status", "sign_in_needed"s));
    CHECK(refresh(restarted, 1) == "sign_in_needed");
    CHECK(lobby.token_requests() == 1);
    lobby.folder.put_secret("account/demo/refresh_token", lobby.simulator.grant("demo"));
    CHECK(restarted.wait_property("lobby", "status", "online"s));
}

TEST_CASE("no token, no allow list, no Premium: each says what to do") {
    {
        test::Simulator simulator;
        SiteFolder folder(lobby_site(spotify_config(simulator, "demo-client", "demo")));
        HostProcess host(folder);
        REQUIRE(host.wait_property("lobby", "status", "sign_in_needed"s));
        CHECK(simulator.requests().empty());
    }
    Lobby lobby;
    lobby.simulator.change_account("demo", R"({"allow_listed":false})");
    {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "not_allowed"s));
        CHECK(host.wait_health("lobby", "failed"));
    }
    lobby.simulator.change_account("demo", R"({"allow_listed":true,"owner_premium":false})");
    {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "premium_required"s));
    }
    lobby.simulator.change_account("demo", R"({"owner_premium":true,"premium":false})");
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    host.send(R"({"device":"lobby","invoke":"pause","token":1})");
    const auto completed = host.wait_completed(1);
    REQUIRE(completed);
    CHECK(completed->getValue<std::string>("status") == "forbidden");
    CHECK(completed->getValue<std::string>("text").find("Premium") != std::string::npos);
    CHECK(host.wait_property("lobby", "is_playing", true)); // the promise is taken back
}

TEST_CASE("tokens are seen nowhere but in the secret store") {
    Lobby lobby;
    lobby.simulator.change_tokens("demo", R"({"rotation":"always"})");
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    lobby.simulator.change_tokens("demo", R"({"expire_access":true,"revoke_refresh":true})");
    REQUIRE(host.wait_property("lobby", "status", "sign_in_needed"s));
    CHECK(host.quit() == 0);
    std::string all = host.process().error_text();
    for (const auto& line : host.lines()) {
        all += line;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lobby.folder.state() + "/state")) {
        if (entry.is_regular_file()) {
            std::ifstream in(entry.path());
            all.append(std::istreambuf_iterator<char>(in), {});
        }
    }
    REQUIRE(lobby.token.size() > 20);
    CHECK(all.find(lobby.token) == std::string::npos);
    CHECK(all.find("Bearer ") == std::string::npos);
}

TEST_CASE("a plugin that cannot be loaded is said, and the rest goes on") {
    Lobby lobby;
    const test::TempDir plugins;
    namespace fs = std::filesystem;
    fs::copy(fs::path{PLUGINS} / "contact", plugins.path() / "contact", fs::copy_options::recursive);
    fs::create_directory(plugins.path() / "spotify");
    std::ofstream(plugins.path() / "spotify" / "manifest.json") << "this is no manifest";
    HostProcess host(lobby.folder, plugins.path().string());
    REQUIRE(host.wait_health("lobby", "failed"));
    host.send(R"({"device":"door","invoke":"close","token":1})");
    const auto completed = host.wait_completed(1);
    REQUIRE(completed);
    CHECK(completed->getValue<std::string>("status") == "ok");
    CHECK(host.property("door", "closed") == true);
    bool named = false;
    for (const auto& line : host.lines()) {
        named = named || line.find("spotify/manifest.json") != std::string::npos;
    }
    CHECK(named);
    CHECK(host.quit() == 0);
}

TEST_CASE("a config that does not fit is said by the device, and the rest goes on") {
    SiteFolder folder(lobby_site(R"({"client_id":7})"));
    HostProcess host(folder);
    REQUIRE(host.wait_health("lobby", "bad_config"));
    CHECK(host.wait_health("door", "ready"));
    CHECK(host.quit() == 0);
}
