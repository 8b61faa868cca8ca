// The control door without sockets: what it changes, and what it refuses with a sentence.
#include "control_door_fixture.hpp"
#include "json.hpp"
#include "options.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

struct Door : ControlDoorFixture {
    Door()
        : ControlDoorFixture(3) {}

    std::string problem(const std::string& method, const std::string& target, const std::string& body) {
        const HttpReply reply = ask(method, target, body);
        CHECK(reply.status == 400);
        return json::parse_object(reply.body)->optValue<std::string>("error", "");
    }
};

} // namespace

TEST_CASE("bad input is answered with a sentence that names the key, and changes nothing") {
    Door door;
    const auto names = [&](const std::string& target, const std::string& body, const std::string& key) {
        const std::string method = target.find("/player") != std::string::npos ? "PATCH" : "POST";
        const std::string sentence = door.problem(method, target, body);
        INFO(sentence);
        CHECK(sentence.find('"' + key + '"') != std::string::npos);
    };
    names("/accounts", R"({"client_id":"c"})", "name");
    names("/accounts", R"({"name":"demo","client_id":"c"})", "name");
    names("/accounts", R"({"name":"x","client_id":"c","premium":"yes"})", "premium");
    names("/accounts/demo/player", R"({"volume":101,"is_playing":false})", "volume");
    names("/accounts/demo/player", R"({"track":99,"is_playing":false})", "track");
    names("/accounts/demo/player", R"({"is_playing":false,"colour":1})", "colour");
    names("/accounts/demo/player", R"({"is_playing":false,"device":"Cellar"})", "device");
    names("/accounts/demo/tokens", R"({"rotation":"sometimes"})", "rotation");
    names("/accounts/demo/tokens", R"({"consent_age_ms":-1,"expire_access":true})", "consent_age_ms");
    names("/apps", R"({"name":"x"})", "client_id");
    names("/apps", R"({"client_id":"x","redirect_uris":"https://a.example/"})", "redirect_uris");
    names("/apps", R"({"client_id":"x","redirect_uris":[1]})", "redirect_uris");
    names("/settings", R"({"code_life_ms":-1})", "code_life_ms");
    names("/settings", R"({"omit_error_description":1})", "omit_error_description");
    names("/settings", R"({"read_lag_ms":[5,1]})", "read_lag_ms");
    names("/settings", R"({"rate_limit_30s":1.5})", "rate_limit_30s");
    names("/settings", R"({"retry_after":"1\r\nX: y"})", "retry_after");
    names("/settings", R"({"private_session":"403"})", "private_session");
    names("/faults", R"({"kind":"gremlin"})", "kind");
    names("/faults", R"({"kind":"status"})", "status");
    CHECK(door.problem("POST", "/settings", "[1]") == "the body must be one JSON object");
    CHECK(door.world.find_account("demo")->playback.truth(now).is_playing);
    CHECK_FALSE(door.faults.take("GET", "/").has_value());
    CHECK(door.world.apps.count("x") == 0);
}

TEST_CASE("accounts are made, granted again and shown") {
    Door door;
    const auto made =
        json::parse_object(door.ask("POST", "/accounts",
                                    R"({"name":"bar","client_id":"c1","scopes":"user-read-playback-state"})")
                               .body);
    const std::string first = made->getValue<std::string>("refresh_token");
    REQUIRE(door.world.tokens.find_refresh(first));
    CHECK(door.world.tokens.find_refresh(first)->account == "bar");
    const auto again = json::parse_object(door.ask("POST", "/accounts/bar/grant").body);
    CHECK(again->getValue<std::string>("refresh_token") != first);
    const auto told = json::parse_object(door.ask("GET", "/accounts/bar/grant").body);
    CHECK(told->getValue<std::string>("refresh_token") == again->getValue<std::string>("refresh_token"));
    CHECK(door.ask("GET", "/accounts/bar").body.find(first) == std::string::npos);
    CHECK(door.ask("GET", "/accounts/nobody").status == 404);
}

TEST_CASE("a player is changed from outside") {
    Door door;
    const auto changed = json::parse_object(
        door.ask("PATCH", "/accounts/demo/player",
                 R"({"is_playing":false,"track":7,"progress_ms":1234,"volume":null,"repeat":"off"})")
            .body);
    CHECK_FALSE(changed->getValue<bool>("is_playing"));
    CHECK(changed->getValue<std::string>("track_name") == "雨の駅");
    CHECK(changed->getValue<Millis>("progress_ms") == 1234);
    CHECK(changed->isNull("volume"));
    CHECK(changed->getValue<std::string>("repeat") == "off");
    const auto moved =
        json::parse_object(door.ask("PATCH", "/accounts/demo/player",
                                    R"({"devices":[{"name":"A"},{"name":"B","id":null}],"device":"B"})")
                               .body);
    CHECK(moved->getValue<std::string>("device_name") == "B");
    const auto gone =
        json::parse_object(door.ask("PATCH", "/accounts/demo/player", R"({"active":false})").body);
    CHECK_FALSE(gone->getValue<bool>("active"));
}

TEST_CASE("settings, faults and the end") {
    Door door;
    CHECK(door.ask("POST", "/settings", R"({"read_lag_ms":[7,7],"retry_after":null,"command_success":"202"})")
              .status == 200);
    CHECK(door.ask("POST", "/settings", R"({"private_session":"204","null_display_name":true})").status ==
          200);
    CHECK(door.world.settings.hides_private_session);
    CHECK(door.world.settings.null_display_name);
    CHECK(door.ask("POST", "/settings", R"({"private_session":"200"})").status == 200);
    CHECK_FALSE(door.world.settings.hides_private_session);
    CHECK(door.world.settings.timing.read_lag.highest == 7);
    CHECK(door.world.settings.retry_after == RetryAfter::missing);
    CHECK(door.world.settings.command_success == CommandSuccess::accepted_202);
    CHECK(door.ask("POST", "/faults",
                   R"({"kind":"status","status":503,"headers":{"Retry-After":"9"},"times":-1})")
              .status == 200);
    const auto fault = door.faults.take("GET", "/v1/me");
    REQUIRE(fault.has_value());
    CHECK(fault->reply.header("Retry-After") == "9");
    CHECK(door.ask("DELETE", "/faults").status == 200);
    CHECK_FALSE(door.faults.take("GET", "/v1/me").has_value());
    CHECK(door.ask("POST", "/faults", R"({"kind":"hangup_idle"})").body == R"({"closed":3})");
    CHECK_FALSE(door.door.shutdown_asked());
    CHECK(door.ask("POST", "/shutdown").status == 200);
    CHECK(door.door.shutdown_asked());
}

TEST_CASE("the command line is checked") {
    const Options options =
        parse_options({"--port", "8443", "--cert-name", "a.example", "--cert-name", "::1"});
    CHECK(options.port == 8443);
    CHECK(options.certificate_names == std::vector<std::string>{"a.example", "::1"});
    CHECK_THROWS_WITH_AS(parse_options({"--port", "70000"}),
                         "option --port needs a number from 0 to 65535, not \"70000\"", BadOption);
    CHECK_THROWS_AS(parse_options({"--sed", "1"}), BadOption);
    CHECK_THROWS_AS(parse_options({"--dir"}), BadOption);
}
