// Signing in, staying signed in and signing out, as an installer meets it: the real host on the simulator's
// consent page and token endpoint.
#include "host_process.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include <Poco/JSON/Object.h>

using namespace e2e;
using namespace std::string_literals;

namespace {

struct Lobby {
    Lobby()
        : folder(lobby_site(spotify_config(simulator, "demo-client", "demo"))) {}

    std::size_t token_requests() {
        std::size_t count = 0;
        for (const auto& request : simulator.requests()) {
            count += request.path == "/api/token" ? 1U : 0U;
        }
        return count;
    }

    test::Simulator simulator;
    SiteFolder folder;
};

std::string text_of(HostProcess& host, const char* property) {
    const auto value = host.property("lobby", property);
    return value.isString() ? value.convert<std::string>() : std::string{};
}

// The link, once there is one that is not `other_than`.
std::string link_of(HostProcess& host, const std::string& other_than = "") {
    const auto is_there = [&] {
        const auto url = text_of(host, "sign_in_url");
        return !url.empty() && url != other_than;
    };
    REQUIRE((is_there() || host.wait([&](const auto&) { return is_there(); })));
    return text_of(host, "sign_in_url");
}

struct Said {
    std::string status;
    std::string text;
};

Said invoke(HostProcess& host, int token, const std::string& action, const std::string& redirect_url = "") {
    Poco::JSON::Object line;
    Poco::JSON::Object params;
    if (!redirect_url.empty()) {
        params.set("redirect_url", redirect_url);
    }
    line.set("device", "lobby");
    line.set("invoke", action);
    line.set("params", params);
    line.set("token", token);
    std::ostringstream text;
    line.stringify(text);
    host.send(text.str());
    const auto completed = host.wait_completed(token);
    REQUIRE(completed);
    return {completed->getValue<std::string>("status"), completed->getValue<std::string>("text")};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("from nothing to playing: event, link, consent, paste; and it lasts over a restart") {
    Lobby lobby;
    {
        HostProcess host(lobby.folder);
        const auto needed = host.wait_event("lobby", "sign_in_needed");
        REQUIRE(needed);
        CHECK(host.wait_health("lobby", "sign_in_required"));
        const auto link = link_of(host);
        CHECK(needed->getObject("data")->getValue<std::string>("sign_in_url") == link);
        const auto address = lobby.simulator.authorize("demo", link);
        CHECK(contains(address, "http://127.0.0.1:8888/callback?code="));
        const auto said = invoke(host, 1, "sign_in", "  " + address + "#\n");
        CHECK(said.status == "ok");
        CHECK(contains(said.text, "Signed in"));
        CHECK(host.wait_property("lobby", "status", "online"s));
        CHECK_FALSE(text_of(host, "track_name").empty());
        CHECK(host.property("lobby", "sign_in_expires").convert<std::int64_t>() > 1'700'000'000'000);
        CHECK(lobby.token_requests() == 1);
        CHECK(host.quit() == 0);
    }
    HostProcess restarted(lobby.folder);
    CHECK(restarted.wait_property("lobby", "status", "online"s));
    CHECK(lobby.token_requests() == 1); // the access token is good yet: a restart asks for none
}

TEST_CASE("an app with a client secret signs in without PKCE") {
    Lobby lobby;
    lobby.simulator.set_app("demo-client", R"({"client_secret":"s3cr3t-canary"})");
    lobby.folder.put_secret("account/demo/client_secret", "s3cr3t-canary");
    HostProcess host(lobby.folder);
    const auto link = link_of(host);
    CHECK_FALSE(contains(link, "code_challenge"));
    CHECK(invoke(host, 1, "sign_in", lobby.simulator.authorize("demo", link)).status == "ok");
    CHECK(host.wait_property("lobby", "status", "online"s));
    lobby.simulator.change_tokens("demo", R"({"expire_access":true})");
    CHECK(invoke(host, 2, "refresh").status == "ok"); // renewals go with the secret too
}

TEST_CASE("each thing that goes wrong says what to do, and the way in stays open") {
    Lobby lobby;
    HostProcess host(lobby.folder);
    auto link = link_of(host);
    const auto refused = [&](int token, const std::string& address, const char* part) {
        const auto said = invoke(host, token, "sign_in", address);
        CAPTURE(said.text);
        CHECK(said.status != "ok");
        CHECK(contains(said.text, part));
    };
    refused(1, lobby.simulator.authorize("demo", link, "cancel"), "declined");
    link = link_of(host, link);
    refused(2, "http://127.0.0.1:8888/callback?code=abc&state=guess", "another sign-in link");
    refused(3, link, "sign-in link itself");
    refused(4, "not-the-code", "used already"); // a bare code, and a wrong one
    link = link_of(host, link);
    lobby.simulator.change_settings(R"({"code_life_ms":0})");
    refused(5, lobby.simulator.authorize("demo", link), "too old");
    link = link_of(host, link);
    lobby.simulator.change_settings(R"({"code_life_ms":600000})");
    const auto good = lobby.simulator.authorize("demo", link);
    lobby.simulator.add_fault(
        R"({"method":"POST","path":"/api/token","times":1,"kind":"status","status":500,)"
        R"("body":"<html>oops</html>"})");
    refused(6, good, "once more");
    CHECK(invoke(host, 7, "sign_in", good).status == "ok");
    refused(8, good, "another sign-in link"); // used once is used
    CHECK(host.property("lobby", "status") == "online"s);
}

TEST_CASE("a redirect URI that is not registered is never heard of here: the link stays good until it is") {
    Lobby lobby;
    lobby.simulator.set_app("demo-client", R"({"redirect_uris":["https://example.org/elsewhere"]})");
    HostProcess host(lobby.folder);
    const auto link = link_of(host);
    std::string page;
    try {
        lobby.simulator.authorize("demo", link);
    } catch (const test::SimulatorError& shown) {
        page = shown.what();
    }
    CHECK(contains(page, "Invalid redirect URI"));
    lobby.simulator.set_app("demo-client", R"({"redirect_uris":["http://127.0.0.1:8888/callback"]})");
    CHECK(invoke(host, 1, "sign_in", lobby.simulator.authorize("demo", link)).status == "ok");
}

TEST_CASE("a wrong client secret, and a user who is not on the app's list, are told apart") {
    Lobby lobby;
    lobby.simulator.set_app("demo-client", R"({"client_secret":"right"})");
    lobby.folder.put_secret("account/demo/client_secret", "wrong");
    HostProcess host(lobby.folder);
    auto link = link_of(host);
    auto said = invoke(host, 1, "sign_in", lobby.simulator.authorize("demo", link));
    CHECK(said.status == "forbidden");
    CHECK(contains(said.text, "secret"));
    lobby.folder.put_secret("account/demo/client_secret", "right");
    lobby.simulator.change_account("demo", R"({"allow_listed":false})");
    link = link_of(host, link);
    said = invoke(host, 2, "sign_in", lobby.simulator.authorize("demo", link));
    CHECK(said.status == "forbidden");
    CHECK(contains(said.text, "User Management"));
    CHECK(host.wait_property("lobby", "status", "not_allowed"s));
    lobby.simulator.change_account("demo", R"({"allow_listed":true})");
    CHECK(invoke(host, 3, "refresh").status == "ok"); // the sign-in was stored all the same
    CHECK(host.wait_property("lobby", "status", "online"s));
}

TEST_CASE("a 401: one renewal for all who wait, one replay, nothing visible") {
    Lobby lobby;
    lobby.folder.put_secret("account/demo/refresh_token", lobby.simulator.grant("demo"));
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    REQUIRE(host.wait_property("lobby", "is_playing", true));
    const auto renewals = lobby.token_requests();
    const auto seen = host.lines().size();
    lobby.simulator.change_tokens("demo", R"({"expire_access":true})");
    host.send(R"({"device":"lobby","invoke":"pause","token":1})");
    host.send(R"({"device":"lobby","invoke":"refresh","token":2})");
    host.send(R"({"device":"lobby","invoke":"refresh","token":3})");
    std::size_t completed = 0;
    REQUIRE(host.wait([&](const Object& line) {
        completed += line.has("completed") ? 1U : 0U;
        CHECK((!line.has("completed") || line.getValue<std::string>("status") == "ok"));
        return completed == 3;
    }));
    CHECK(lobby.token_requests() == renewals + 1);
    std::size_t refused_pauses = 0;
    std::size_t pauses = 0;
    for (const auto& request : lobby.simulator.requests()) {
        if (request.path == "/v1/me/player/pause") {
            ++pauses;
            refused_pauses += request.status == 401 ? 1U : 0U;
        }
    }
    CHECK(pauses == refused_pauses + 1); // replayed once, or not at all where the look came first
    CHECK(refused_pauses <= 1);
    for (std::size_t i = seen; i < host.lines().size(); ++i) {
        CHECK_FALSE(contains(host.lines()[i], "\"status_text\""));
        CHECK_FALSE(contains(host.lines()[i], "\"health\""));
    }
}

TEST_CASE("every rotation that Spotify was ever seen to do is survived, over a restart too") {
    for (const char* rotation : {"none", "omitted", "empty", "always"}) {
        CAPTURE(rotation);
        Lobby lobby;
        lobby.folder.put_secret("account/demo/refresh_token", lobby.simulator.grant("demo"));
        lobby.simulator.change_tokens("demo", std::string{R"({"rotation":")"} + rotation + "\"}");
        for (int start = 0; start < 4; ++start) { // one for each: a 401 forces no second renewal so soon
            HostProcess host(lobby.folder);
            REQUIRE(host.wait_property("lobby", "status", "online"s));
            lobby.simulator.change_tokens("demo", R"({"expire_access":true})");
            CHECK(invoke(host, 1, "refresh").status == "ok");
            CHECK(host.property("lobby", "status") == "online"s);
            CHECK(host.quit() == 0);
        }
        CHECK(lobby.simulator.stats().dead_token_requests == 0);
        CHECK(lobby.token_requests() == 5);
    }
}

TEST_CASE("the six months are over: asked once, told once, and cured by the fresh link") {
    Lobby lobby;
    lobby.folder.put_secret("account/demo/refresh_token", lobby.simulator.grant("demo"));
    lobby.simulator.change_tokens("demo", R"({"expire_refresh":true})");
    {
        HostProcess host(lobby.folder);
        REQUIRE(host.wait_property("lobby", "status", "sign_in_needed"s));
        CHECK(contains(text_of(host, "status_text"), "sign in again"));
        CHECK(invoke(host, 1, "play").status == "sign_in_needed");
        CHECK(host.quit() == 0);
    }
    HostProcess host(lobby.folder);
    const auto needed = host.wait_event("lobby", "sign_in_needed");
    REQUIRE(needed);
    CHECK(lobby.token_requests() == 1); // not repeated, not by the restart either
    const auto link = needed->getObject("data")->getValue<std::string>("sign_in_url");
    CHECK(invoke(host, 1, "sign_in", lobby.simulator.authorize("demo", link)).status == "ok");
    CHECK(host.wait_property("lobby", "status", "online"s));
    CHECK(lobby.simulator.stats().dead_token_requests == 0); // none that was repeated
}

TEST_CASE("a sign-in that ends within the week is announced, once, and again only when it is nearer") {
    Lobby lobby;
    {
        HostProcess host(lobby.folder);
        CHECK(invoke(host, 1, "sign_in", lobby.simulator.authorize("demo", link_of(host))).status == "ok");
        CHECK(host.quit() == 0);
    }
    // 174 and a half of the 180 days pass.
    const std::filesystem::path dates = lobby.folder.state() + "/state/spotify/account~demo~consent_dates";
    std::ifstream in(dates);
    std::string mark;
    std::int64_t consent_at = 0;
    REQUIRE((in >> mark >> consent_at));
    in.close();
    std::ofstream(dates) << mark << ' ' << consent_at - 174 * 86'400'000LL - 43'200'000LL << " 0\n";
    {
        HostProcess host(lobby.folder);
        const auto expiring = host.wait_event("lobby", "sign_in_expiring");
        REQUIRE(expiring);
        CHECK(expiring->getObject("data")->getValue<int>("days_left") == 6);
        REQUIRE(host.wait_property("lobby", "status", "online"s));
        CHECK(contains(text_of(host, "status_text"), "sign-in ends on"));
        CHECK(host.quit() == 0);
    }
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    CHECK(invoke(host, 1, "refresh").status == "ok");
    for (const auto& line : host.lines()) {
        CHECK_FALSE(contains(line, "sign_in_expiring"));
    }
}

TEST_CASE("signing out wipes the account from the controller, and says so") {
    Lobby lobby;
    lobby.folder.put_secret("account/demo/refresh_token", lobby.simulator.grant("demo"));
    HostProcess host(lobby.folder);
    REQUIRE(host.wait_property("lobby", "status", "online"s));
    REQUIRE_FALSE(text_of(host, "track_name").empty());
    const auto said = invoke(host, 1, "sign_out");
    CHECK(said.status == "ok");
    CHECK(contains(said.text, "wiped"));
    CHECK(host.wait_property("lobby", "status", "sign_in_needed"s));
    for (const char* property : {"track_name", "artist", "item_uri", "device_name", "sign_in_expires"}) {
        CAPTURE(property);
        CHECK(host.property("lobby", property).isEmpty());
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lobby.folder.state())) {
        const auto name = entry.path().filename().string();
        const bool is_lock = contains(entry.path().string(), "/locks/");
        CHECK((is_lock || !contains(name, "token")));
        CHECK((is_lock || !contains(name, "consent")));
    }
    CHECK(host.quit() == 0);
    HostProcess restarted(lobby.folder);
    CHECK(restarted.wait_property("lobby", "status", "sign_in_needed"s));
    CHECK(restarted.property("lobby", "track_name").isEmpty());
}

TEST_CASE("no secret is seen anywhere but in the secret store: a whole life, searched for canaries") {
    Lobby lobby;
    lobby.simulator.set_app("demo-client", R"({"client_secret":"client-secret-canary"})");
    lobby.folder.put_secret("account/demo/client_secret", "client-secret-canary");
    lobby.simulator.change_tokens("demo", R"({"rotation":"always"})");
    std::vector<std::string> canaries{"client-secret-canary", "Bearer ", "Basic "};
    const auto collect = [&] {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(lobby.folder.state() + "/secrets")) {
            if (entry.is_regular_file()) {
                std::ifstream in(entry.path());
                for (std::string word; in >> word;) {
                    if (word.size() > 100) { // tokens; marks and times are shorter
                        canaries.push_back(word);
                    }
                }
            }
        }
    };
    HostProcess host(lobby.folder);
    auto link = link_of(host);
    const auto paste = [&](int token, const std::string& decision) {
        const auto address = lobby.simulator.authorize("demo", link, decision);
        if (const auto at = address.find("code="); at != std::string::npos) {
            canaries.push_back(address.substr(at + 5, address.find('&', at) - at - 5));
        }
        invoke(host, token, "sign_in", address);
        link = link_of(host, link);
    };
    paste(1, "cancel");
    lobby.simulator.add_fault(R"({"method":"POST","path":"/api/token","times":1,"kind":"cut"})");
    const auto address = lobby.simulator.authorize("demo", link);
    canaries.push_back(
        address.substr(address.find("code=") + 5, address.find('&') - address.find("code=") - 5));
    CHECK(invoke(host, 2, "sign_in", address).status == "offline");
    CHECK(invoke(host, 3, "sign_in", address).status == "ok");
    link = link_of(host, link);
    collect();
    for (int token = 10; token < 12; ++token) {
        paste(token, "agree");
        collect();
    }
    lobby.simulator.change_tokens("demo", R"({"expire_access":true})");
    CHECK(invoke(host, 12, "refresh").status == "ok");
    collect();
    lobby.simulator.change_tokens("demo", R"({"expire_access":true,"revoke_refresh":true})");
    REQUIRE(host.wait_property("lobby", "status", "sign_in_needed"s));
    paste(20, "agree");
    collect();
    host.send(R"({"device":"lobby","snapshot":true})");
    invoke(host, 21, "sign_out");
    CHECK(host.quit() == 0);

    std::string all = host.process().error_text();
    for (const auto& line : host.lines()) {
        all += line + '\n';
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lobby.folder.state() + "/state")) {
        if (entry.is_regular_file()) {
            std::ifstream in(entry.path());
            all.append(std::istreambuf_iterator<char>(in), {});
        }
    }
    CHECK(canaries.size() >= 10);
    for (const auto& canary : canaries) {
        CHECK_MESSAGE(all.find(canary) == std::string::npos,
                      "a secret of " << canary.size() << " characters");
    }
}
