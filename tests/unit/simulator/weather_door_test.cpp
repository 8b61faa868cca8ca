// The control door's requests about the weather.
#include "control_door_fixture.hpp"
#include "json.hpp"

#include <doctest/doctest.h>

using namespace sim;

namespace {

struct Door : ControlDoorFixture {
    std::string weather(Millis at = now) { return ask("GET", "/weather", "", at).body; }
};

const std::string good_weather =
    R"({"windows":[],"ignored":[],"not_found_times":0,"play_resets_shuffle":"never","volume_steps":0,)"
    R"("jam_guests":0,"clock_offset_ms":0})";

} // namespace

TEST_CASE("the weather is good at first, is changed key by key, and is ended by one request") {
    Door door;
    CHECK(door.weather() == good_weather);
    door.ask("POST", "/weather",
             R"({"ignored":[{"command":"pause","times":2,"success":"202"},{}],"not_found_times":1})");
    const HttpReply told = door.ask(
        "POST", "/weather",
        R"({"play_resets_shuffle":"new_list","volume_steps":16,"jam_guests":3,"clock_offset_ms":-5})");
    CHECK(told.body == door.weather());
    CHECK(door.weather() ==
          R"({"windows":[],"ignored":[{"command":"pause","times":2,"success":"202"},)"
          R"({"command":"any","times":1,"success":null}],"not_found_times":1,)"
          R"("play_resets_shuffle":"new_list","volume_steps":16,"jam_guests":3,"clock_offset_ms":-5})");
    CHECK(door.world.weather.ignored.at(1).command.empty());
    CHECK(door.world.weather.shuffle_reset == ShuffleReset::by_new_list);
    CHECK(door.ask("DELETE", "/weather").body == good_weather);
    CHECK(door.ask("PUT", "/weather").status == 404);
    CHECK(door.ask("GET", "/weatherman").status == 404);
}

TEST_CASE("windows are opened, shown while they are open or may open again, and closed") {
    Door door;
    CHECK(door.ask("POST", "/weather/windows", R"({"on":"player","answer":"401_missing","for_ms":1000})")
              .body == R"({"id":1})");
    CHECK(door.ask("POST", "/weather/windows",
                   R"({"on":"GET /v1/playlists/{id}/items","answer":"html","when":"track_change","times":2})")
              .body == R"({"id":2})");
    const std::string second =
        R"({"id":2,"on":"GET /v1/playlists/{id}/items","answer":"html","when":"track_change",)"
        R"("for_ms":null,"times":2})";
    CHECK(door.weather(now + 999).find(
              R"("windows":[{"id":1,"on":"player","answer":"401_missing","when":"now",)"
              R"("for_ms":1000,"times":null},)" +
              second + ']') != std::string::npos);
    CHECK(door.weather(now + 1000).find(R"("windows":[)" + second + ']') != std::string::npos);
    CHECK(door.world.weather.windows.take("GET", "/v1/me/player", {}, now) ==
          WindowAnswer::unauthorized_absent);
    CHECK(door.ask("DELETE", "/weather").body == good_weather);
}

TEST_CASE("weather that cannot be is refused with a sentence that names the key, and changes nothing") {
    Door door;
    const auto names = [&](const std::string& target, const std::string& body, const std::string& key) {
        const HttpReply reply = door.ask("POST", target, body);
        const std::string sentence = json::parse_object(reply.body)->optValue<std::string>("error", "");
        INFO(sentence);
        CHECK(reply.status == 400);
        CHECK(sentence.find('"' + key + '"') != std::string::npos);
    };
    names("/weather", R"({"jam_guests":1,"volume_steps":-1})", "volume_steps");
    names("/weather", R"({"jam_guests":1,"wind":3})", "wind");
    names("/weather", R"({"jam_guests":1,"play_resets_shuffle":"maybe"})", "play_resets_shuffle");
    names("/weather", R"({"jam_guests":1,"ignored":[3]})", "ignored");
    names("/weather", R"({"jam_guests":1,"ignored":[{"command":"stop"}]})", "command");
    names("/weather", R"({"jam_guests":1,"ignored":[{"times":0}]})", "times");
    names("/weather", R"({"jam_guests":1,"ignored":[{"success":"403"}]})", "success");
    names("/weather", R"({"jam_guests":1,"not_found_times":-1})", "not_found_times");
    names("/weather", R"({"jam_guests":1,"clock_offset_ms":"later"})", "clock_offset_ms");
    names("/weather/windows", R"({"answer":"401"})", "on");
    names("/weather/windows", R"({"on":"players","answer":"401"})", "on");
    names("/weather/windows", R"({"on":"LOOK /v1/me","answer":"401"})", "on");
    names("/weather/windows", R"({"on":"player"})", "answer");
    names("/weather/windows", R"({"on":"player","answer":"418"})", "answer");
    names("/weather/windows", R"({"on":"player","answer":"401","when":"later"})", "when");
    names("/weather/windows", R"({"on":"player","answer":"401","for_ms":0})", "for_ms");
    names("/weather/windows", R"({"on":"player","answer":"401","times":0})", "times");
    CHECK(door.weather() == good_weather);
}

TEST_CASE("one request ends weather, faults and settings") {
    Door door;
    door.ask("POST", "/weather", R"({"volume_steps":16})");
    door.ask("POST", "/weather/windows", R"({"on":"all","answer":"500"})");
    door.ask("POST", "/faults", R"({"kind":"cut","times":-1})");
    door.ask("POST", "/settings", R"({"read_lag_ms":[7,7],"old_401_text":true})");
    door.ask("POST", "/accounts/demo/tokens", R"({"drop":"access_token","rotation":"unknown_new"})");
    REQUIRE(door.world.find_account("demo")->dropped == TokenField::access_token);
    REQUIRE(door.world.find_account("demo")->rotation == Rotation::unknown_new);
    CHECK(door.ask("POST", "/reset").status == 200);
    CHECK(door.weather() == good_weather);
    CHECK_FALSE(door.faults.take("GET", "/v1/me").has_value());
    CHECK(door.world.settings.timing.read_lag.highest == 1500);
    CHECK_FALSE(door.world.settings.old_401_text);
    CHECK_FALSE(door.world.find_account("demo")->dropped.has_value());
    CHECK(door.world.find_account("demo")->rotation == Rotation::omitted);
}
