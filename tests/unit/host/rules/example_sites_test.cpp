// The example sites do what their comments say: in virtual time, and one of them on real devices.
#include "host/site_check.hpp"
#include "recorder.hpp"
#include "temp_dir.hpp"
#include "virtual_house.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <tuple>

using namespace rule_tests;

namespace {

namespace fs = std::filesystem;

constexpr auto sites = PROJECT "/sdk-shim/examples/sites/";
constexpr auto players = PROJECT "/plugin/examples/";

House house_of(const std::string& file, std::int64_t epoch = noon) {
    return House{host::read_site(fs::path{file}).rules, utc, epoch};
}

// Wednesday at this hour.
constexpr std::int64_t at(std::int64_t hours, std::int64_t minutes = 0) {
    return noon - 12 * hour + hours * hour + minutes * minute;
}

} // namespace

TEST_CASE("every example fits its plugins, but for the client id, which each site has of its own") {
    std::size_t count = 0;
    for (const std::string folder : {sites, players}) {
        for (const auto& entry : fs::directory_iterator{folder}) {
            CAPTURE(entry.path().string());
            const auto checked = host::check_site_file(entry.path(), PLUGINS);
            for (const auto& mistake : checked.mistakes) {
                CHECK(mistake.pointer.ends_with("/config/client_id"));
                CHECK(mistake.text.starts_with("expected a value of this site in place of the example's "));
            }
            CHECK(static_cast<std::ptrdiff_t>(checked.mistakes.size()) ==
                  std::count_if(checked.site.devices.begin(), checked.site.devices.end(),
                                [](const auto& device) { return device.plugin == "spotify"; }));
            ++count;
        }
    }
    CHECK(count >= 9);
}

TEST_CASE("example: the doorbell blinks by day only") {
    auto house = house_of(std::string{sites} + "doorbell.json");
    house.start();
    house.set("bell.closed", false);
    house.set("bell.closed", true);
    CHECK(house.sent() == "lamp.close");
    house.pass(1s);
    house.set("bell.closed", false);
    house.set("bell.closed", true); // passed over
    house.pass(1min);
    CHECK(house.sent() == "lamp.open lamp.close lamp.open lamp.close lamp.open");
    house.pass(11h);
    house.set("bell.closed", false);
    house.set("bell.closed", true);
    CHECK(house.sent().empty());
}

TEST_CASE("example: the doorbell on real devices") {
    auto text = test::read_file(std::string{sites} + "doorbell.json");
    // Whatever time it is now.
    const std::string span = R"({ "from": "07:00", "to": "22:00" })";
    text.replace(text.find(span), span.size(), R"({ "from": "00:00", "to": "00:00" })");
    host_tests::RunningHost running{text};
    running.host.invoke({running.recorder, 1}, "bell", "close", {}, 0);
    // The first batch tells the start, then there are three flashes.
    const auto last = running.recorder->wait_for<host::Batch>(
        [](const auto& batch) { return batch.device == "lamp" && batch.revision == 7; });
    REQUIRE(last);
    CHECK(last->changed.front().value == dp::Value{false});
}

TEST_CASE("example: the last one out turns off the lights, the first one in turns them on") {
    auto house = house_of(std::string{sites} + "last-one-out.json");
    house.start();
    house.set("lights.closed", true);
    house.set("hall_presence.closed", true);
    house.set("hall_presence.closed", false);
    house.pass(1h);
    CHECK(house.sent().empty()); // nothing is known of the bar
    house.set("bar_presence.closed", true);
    house.set("bar_presence.closed", false);
    house.pass(15min - 1s);
    CHECK(house.sent().empty());
    house.pass(1s);
    CHECK(house.sent() == "lights.open");
    house.set("lights.closed", false);
    house.set("hall_presence.closed", true);
    CHECK(house.sent() == "lights.close");
}

TEST_CASE("example: the volume has a ceiling by the hour") {
    for (const auto& [file, name, by_day] :
         {std::tuple{std::string{sites} + "volume-ceiling.json", std::string{"amplifier.count"}, "80"},
          std::tuple{std::string{players} + "volume-ceiling.json", std::string{"lobby.volume"}, "70"}}) {
        auto house = house_of(file, at(21, 30));
        house.start();
        house.set(name, std::int64_t{20});
        house.set(name, std::int64_t{60});
        CHECK(house.sent().empty());
        house.set(name, std::int64_t{95});
        CHECK(house.sent() == name + '=' + by_day);
        house.set(name, std::int64_t{60});
        house.pass(30min); // 22:00
        CHECK(house.sent() == name + "=40");
        house.set(name, std::int64_t{40});
        house.set(name, std::int64_t{41});
        CHECK(house.sent() == name + "=40");
    }
}

TEST_CASE("example: paging pauses, and only what it paused goes on") {
    auto house = house_of(std::string{players} + "paging-pause.json");
    house.start();
    house.set("paging.closed", false);
    house.set("resume.closed", false);
    house.set("lobby.is_playing", true);
    house.set("paging.closed", true);
    CHECK(house.sent() == "lobby.pause resume.close");
    house.set("lobby.is_playing", false);
    house.set("resume.closed", true);
    house.set("paging.closed", false);
    house.pass(500ms);
    house.set("paging.closed", true); // once more, before it went on
    house.set("paging.closed", false);
    house.pass(900ms);
    CHECK(house.sent().empty());
    house.pass(100ms);
    CHECK(house.sent() == "resume.open lobby.play");
    house.set("resume.closed", false);
    house.set("paging.closed", true); // nothing plays
    house.set("paging.closed", false);
    house.pass(1min);
    CHECK(house.sent().empty());
}

TEST_CASE("example: paging ducks, with a word on what is allowed") {
    const std::string file = std::string{players} + "paging-duck.json";
    CHECK(test::read_file(file).find("forbids to mix, fade or\n// overlap its sound with other audio") !=
          std::string::npos);
    auto house = house_of(file);
    house.start();
    house.set("paging.closed", false);
    house.set("paging.closed", true);
    house.set("paging.closed", false);
    CHECK(house.sent() == "lobby.duck lobby.unduck");
}

TEST_CASE("example: closing time fades out, pauses and leaves a usual volume") {
    auto house = house_of(std::string{players} + "closing-time.json", at(22, 59));
    house.start();
    house.set("lobby.is_playing", true);
    house.pass(1min);
    CHECK(house.sent() == R"(lobby.fade_volume{"volume":0,"duration_ms":30000})");
    house.pass(30s);
    CHECK(house.sent().empty());
    house.pass(1s);
    CHECK(house.sent() == "lobby.pause");
    house.set("lobby.is_playing", false);
    house.pass(10s);
    CHECK(house.sent() == R"(lobby.set_volume{"volume":35})");
    house.pass(24h);
    CHECK(house.sent().empty()); // nothing played on Thursday
    house.set("lobby.is_playing", true);
    house.pass(24h); // Friday's closing is on Saturday at one
    CHECK(house.sent().empty());
    house.pass(2h);
    CHECK(house.sent() ==
          R"(lobby.fade_volume{"volume":0,"duration_ms":30000} lobby.pause lobby.set_volume{"volume":35})");
    house.set("open.closed", true);
    house.set("open.closed", false);
    CHECK(house.sent() == R"(lobby.fade_volume{"volume":0,"duration_ms":30000})");
}

TEST_CASE("example: the last one out pauses the music after a quarter of an hour") {
    auto house = house_of(std::string{players} + "last-one-out.json");
    house.start();
    house.set("lobby.is_playing", true);
    house.set("presence.closed", true);
    house.set("presence.closed", false);
    house.pass(14min);
    house.set("presence.closed", true);
    house.set("presence.closed", false);
    house.pass(14min);
    CHECK(house.sent().empty());
    house.pass(1min);
    CHECK(house.sent() == "lobby.pause");
}

TEST_CASE("example: the doorbell silences the music for a while") {
    auto house = house_of(std::string{players} + "doorbell.json");
    house.start();
    house.set("bell.closed", false);
    house.set("resume.closed", false);
    house.set("lobby.is_playing", false);
    const auto ring = [&] {
        house.set("bell.closed", true);
        house.set("bell.closed", false);
    };
    ring();
    CHECK(house.sent().empty()); // nothing plays
    house.set("lobby.is_playing", true);
    ring();
    CHECK(house.sent() == "lobby.pause resume.close");
    house.set("lobby.is_playing", false);
    house.set("resume.closed", true);
    house.pass(15s);
    ring();
    CHECK(house.sent() == "lobby.pause resume.close");
    house.pass(19s);
    CHECK(house.sent().empty());
    house.pass(1s);
    CHECK(house.sent() == "resume.open lobby.play");
}
