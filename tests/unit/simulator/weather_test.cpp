// Promises that are not kept, devices of a kind of their own, and a wall clock that steps.
#include "web_api_desk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

using namespace sim;

namespace {

const std::string player = "/v1/me/player";

struct Desk : WebApiDesk {
    Desk() {
        world.settings.command_success = CommandSuccess::no_content_204;
        timing({100, 100}, {100, 100});
    }

    void timing(MillisRange command_delay, MillisRange read_lag) {
        world.settings.timing.command_delay = command_delay;
        world.settings.timing.read_lag = read_lag;
        world.settings.timing.wake = {0, 0};
        world.apply_timing();
    }
    Weather& weather() { return world.weather; }
    const PlayerState& truth(Millis at) { return demo().playback.truth(at); }

    unsigned put(const std::string& command, Millis at = now, const std::string& body = "") {
        return ask("PUT", player + command, body, at).status;
    }
    std::string id_of(const std::string& name) {
        for (const Device& device : truth(now).devices)
            if (device.name == name)
                return device.id.value_or("");
        return {};
    }
};

const std::string album = R"({"context_uri":"spotify:album:0aHarbourTideTables001"})";

} // namespace

TEST_CASE("commands are taken without effect, all of them") {
    Desk desk;
    desk.weather().ignored = {{"", -1, std::nullopt}};
    CHECK(desk.put("/pause") == 204);
    CHECK(desk.put("/volume?volume_percent=7") == 204);
    CHECK(desk.put("/shuffle?state=true") == 204);
    CHECK(desk.ask("POST", player + "/next").status == 204);
    CHECK(desk.put("", now, R"({"device_ids":[")" + desk.id_of("Pixel (2)") + R"("]})") == 204);
    CHECK(desk.ask("PUT", "/v1/me/library?uris=spotify:user:a").status == 200);
    const PlayerState& later = desk.truth(now + 5000);
    CHECK(later.is_playing);
    CHECK(later.devices[0].volume == 42);
    CHECK_FALSE(later.shuffle);
    CHECK(later.progress_ms == 5000);
    CHECK(later.active == 0);
    CHECK(desk.demo().saved.count("spotify:user:a") == 0);
    // What is refused is refused all the same.
    CHECK(desk.put("/play") == 403);
    desk.weather().ignored.clear();
    CHECK(desk.put("/pause", now + 5000) == 204);
    CHECK_FALSE(desk.truth(now + 6000).is_playing);
}

TEST_CASE("commands of one kind are taken without effect so many times") {
    Desk desk;
    desk.weather().ignored = {{"pause", 2, std::nullopt}};
    CHECK(desk.put("/volume?volume_percent=7") == 204);
    CHECK(desk.put("/pause") == 204);
    CHECK(desk.put("/pause", now + 200) == 204);
    CHECK(desk.truth(now + 400).is_playing);
    CHECK(desk.truth(now + 400).devices[0].volume == 7);
    CHECK(desk.put("/pause", now + 400) == 204);
    CHECK_FALSE(desk.truth(now + 600).is_playing);
}

TEST_CASE("each kind of command has a name by which it is ignored") {
    const auto name = [](auto action) { return std::string(command_name({action, {}})); };
    CHECK(name(Play{}) == "play");
    CHECK(name(Pause{}) == "pause");
    CHECK(name(Next{}) == "next");
    CHECK(name(Previous{}) == "previous");
    CHECK(name(Seek{}) == "seek");
    CHECK(name(SetVolume{}) == "volume");
    CHECK(name(SetRepeat{}) == "repeat");
    CHECK(name(SetShuffle{}) == "shuffle");
    CHECK(name(Transfer{}) == "transfer");
    CHECK(name(Enqueue{}) == "queue");
    Desk desk;
    desk.weather().ignored = {{"library", 1, std::nullopt}};
    CHECK(desk.ask("PUT", "/v1/me/library?uris=spotify:user:a").status == 200);
    CHECK(desk.demo().saved.count("spotify:user:a") == 0);
    CHECK(desk.ask("PUT", "/v1/me/library?uris=spotify:user:a").status == 200);
    CHECK(desk.demo().saved.count("spotify:user:a") == 1);
}

TEST_CASE("a command is answered 202 twice and does nothing, then 204") {
    Desk desk;
    desk.edit([](PlayerState& state) { state.is_playing = false; });
    desk.weather().ignored = {{"play", 2, CommandSuccess::accepted_202}};
    CHECK(desk.put("/play", now) == 202);
    CHECK(desk.put("/play", now + 1000) == 202);
    CHECK_FALSE(desk.truth(now + 2000).is_playing);
    CHECK(desk.put("/play", now + 2000) == 204);
    CHECK(desk.truth(now + 3000).is_playing);
}

TEST_CASE("a device that does not play is not found by the first command, and by the next it is") {
    Desk desk;
    desk.weather().not_found_times = 1;
    const std::string phone = desk.id_of("Pixel (2)");
    const std::string to_phone = R"({"device_ids":[")" + phone + R"("],"play":true})";
    CHECK(desk.put("/pause?device_id=" + desk.id_of("Living Room")) == 204); // it plays: it is awake
    CHECK(refusal_of(desk.ask("PUT", player, to_phone)) == "404 Device not found|");
    CHECK(desk.put("", now + 1000, to_phone) == 204);
    CHECK(desk.truth(now + 2000).devices.at(*desk.truth(now + 2000).active).name == "Pixel (2)");
    CHECK(desk.put("/pause?device_id=" + phone, now + 2000) == 204);

    SUBCASE("it sleeps again when a minute has passed since") {
        const std::string mac = "/play?device_id=" + desk.id_of("Anna’s MacBook");
        CHECK(desk.put(mac, now + 10'000) == 404);
        CHECK(desk.put(mac, now + 10'500) == 204);
        CHECK(desk.put("", now + 65'000, to_phone) == 404);
        CHECK(desk.put("", now + 66'000, to_phone) == 204);
    }
    SUBCASE("several times") {
        desk.weather().not_found_times = 2;
        const std::string mac = "/play?device_id=" + desk.id_of("Anna’s MacBook");
        CHECK(desk.put(mac, now + 10'000) == 404);
        CHECK(desk.put(mac, now + 11'000) == 404);
        CHECK(desk.put(mac, now + 12'000) == 204);
    }
}

TEST_CASE("play turns shuffle off as a side effect") {
    Desk desk;
    desk.edit([](PlayerState& state) { state.is_playing = false; });
    desk.put("/shuffle?state=true");
    REQUIRE(desk.truth(now + 1000).shuffle);
    const auto shuffle_after = [&](const std::string& body) {
        REQUIRE(desk.put("/play", now + 1000, body) == 204);
        return desk.truth(now + 2000).shuffle;
    };
    SUBCASE("never, unless it is asked for") {
        CHECK(shuffle_after(album));
    }
    SUBCASE("with a context") {
        desk.weather().shuffle_reset = ShuffleReset::by_new_list;
        CHECK_FALSE(shuffle_after(album));
    }
    SUBCASE("with a context, and a resume leaves it") {
        desk.weather().shuffle_reset = ShuffleReset::by_new_list;
        CHECK(shuffle_after(""));
    }
    SUBCASE("with every play, and the list is in order again") {
        desk.weather().shuffle_reset = ShuffleReset::by_every_play;
        CHECK_FALSE(shuffle_after(""));
        const auto& list = desk.truth(now + 2000).list;
        CHECK(std::is_sorted(list.begin(), list.end()));
    }
}

TEST_CASE("speakers round a volume to their steps") {
    CHECK(volume_in_steps(60, 16) == 62);
    CHECK(volume_in_steps(0, 16) == 0);
    CHECK(volume_in_steps(100, 16) == 100);
    CHECK(volume_in_steps(60, 0) == 60);
    CHECK(volume_in_steps(61, 100) == 61);
    for (int percent = 0; percent <= 100; ++percent)
        CHECK(std::abs(volume_in_steps(percent, 16) - percent) <= 4);

    Desk desk;
    desk.weather().volume_steps = 16;
    CHECK(desk.put("/volume?volume_percent=60") == 204);
    CHECK(desk.get(player, now + 1000)->getObject("device")->getValue<int>("volume_percent") == 62);
}

TEST_CASE("effects lag as reads do: play is refused while the pause before it has had no effect yet") {
    Desk desk;
    desk.timing({1000, 1000}, {2000, 2000});
    CHECK(desk.put("/pause", now) == 204);
    CHECK(refusal_of(desk.ask("PUT", player + "/play", "", now + 100)) ==
          "403 Player command failed: Restriction violated|UNKNOWN");
    CHECK(desk.truth(now + 999).is_playing);
    CHECK_FALSE(desk.truth(now + 1000).is_playing);
    CHECK(desk.get(player, now + 1999)->getValue<bool>("is_playing"));
    CHECK_FALSE(desk.get(player, now + 2000)->getValue<bool>("is_playing"));
    CHECK(desk.put("/play", now + 2000) == 204);
}

TEST_CASE("guests of a Jam are in the list of devices, and are no devices of the account") {
    Desk desk;
    const auto devices = [&] { return desk.get(player + "/devices")->getArray("devices"); };
    CHECK(devices()->size() == 3);
    desk.weather().jam_guests = 12;
    const auto list = devices();
    REQUIRE(list->size() == 15);
    const auto stranger = list->getObject(14);
    const std::string id = stranger->getValue<std::string>("id");
    CHECK(id.size() == 40);
    CHECK(id != list->getObject(13)->getValue<std::string>("id"));
    CHECK_FALSE(stranger->getValue<bool>("is_active"));
    CHECK_FALSE(stranger->getValue<bool>("is_restricted"));
    CHECK(refusal_of(desk.ask("PUT", player, R"({"device_ids":[")" + id + R"("]})")) ==
          "404 Device not found|");
}

TEST_CASE("the wall clock steps: dates and tokens go by it, delays do not") {
    Desk desk;
    constexpr Millis an_hour = 3'600'000;
    const auto date = [&] { return desk.ask("GET", player).header("Date").value_or(""); };
    CHECK(date() == "Fri, 11 Jun 2128 08:53:20 GMT");
    const Millis changed_at = desk.get(player)->getValue<Millis>("timestamp");

    desk.weather().clock_offset = 2 * an_hour;
    CHECK(refusal_of(desk.ask("GET", player)) == "401 Missing/invalid/expired access token|");
    CHECK(date() == "Fri, 11 Jun 2128 10:53:20 GMT");
    HttpRequest renewal = request_for("POST", "/api/token");
    renewal.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    renewal.body = "grant_type=refresh_token&client_id=demo-client&refresh_token=" +
                   desk.world.tokens.newest_refresh_token("demo");
    renewal.says_its_length = true;
    desk.token = parsed(desk.send(renewal))->getValue<std::string>("access_token");
    CHECK(desk.get(player)->getValue<Millis>("timestamp") == changed_at + 2 * an_hour);
    CHECK(desk.put("/pause") == 204);
    CHECK_FALSE(desk.truth(now + 100).is_playing);
    CHECK(desk.ask("GET", "/v1/me", "", now + an_hour - 1).status == 200);
    CHECK(desk.ask("GET", "/v1/me", "", now + an_hour).status == 401);

    desk.weather().clock_offset = 0; // back: what was given before the step lives two hours longer
    CHECK(desk.ask("GET", "/v1/me", "", now + 3 * an_hour - 1).status == 200);
    CHECK(desk.ask("GET", "/v1/me", "", now + 3 * an_hour).status == 401);
}

TEST_CASE("the history is dated and read by the wall clock") {
    Desk desk;
    desk.ask_with_scopes("user-read-recently-played");
    const std::string history = player + "/recently-played";
    const auto cursor = [&](const std::string& query) {
        return desk.get(history + query)->getObject("cursors")->getValue<std::string>("after");
    };
    const std::string before = cursor("");
    desk.weather().clock_offset = 60'000;
    const std::string after = cursor("");
    CHECK(std::stoll(after) == std::stoll(before) + 60'000);
    CHECK(desk.get(history + "?after=" + after)->getArray("items")->size() == 0);
    CHECK(desk.get(history + "?after=" + before)->getArray("items")->size() == 1);
    CHECK(desk.get(history)->getArray("items")->getObject(0)->getValue<std::string>("played_at") ==
          "2128-06-11T08:54:20.000Z");
}

TEST_CASE("one call ends all that was switched, and leaves accounts and players") {
    Desk desk;
    desk.world.weather.windows.add(Window{}, now);
    desk.weather().ignored = {{"", -1, std::nullopt}};
    desk.weather().volume_steps = 16;
    desk.weather().clock_offset = 5;
    desk.world.settings.development_mode = false;
    desk.world.settings.pictures_url = "http://127.0.0.1:1/image";
    desk.demo().rotation = Rotation::always;
    desk.demo().expires_in = 5;
    desk.demo().dropped = TokenField::access_token;
    desk.edit([](PlayerState& state) { state.devices[0].volume = 3; });
    desk.world.reset_switches();
    CHECK(desk.weather().windows.empty());
    CHECK(desk.weather().ignored.empty());
    CHECK(desk.weather().volume_steps == 0);
    CHECK(desk.weather().clock_offset == 0);
    CHECK(desk.world.settings.development_mode);
    CHECK(desk.world.settings.pictures_url == "http://127.0.0.1:1/image");
    CHECK(desk.demo().rotation == Rotation::omitted);
    CHECK_FALSE(desk.demo().expires_in.has_value());
    CHECK_FALSE(desk.demo().dropped.has_value());
    CHECK(desk.truth(now).devices[0].volume == 3);
    CHECK(desk.get(player)->getValue<bool>("is_playing"));
}
