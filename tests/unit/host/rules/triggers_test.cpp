// When rules fire.
#include "virtual_house.hpp"

using namespace rule_tests;

namespace {

std::string rule(const std::string& when, const std::string& more = "") {
    return R"([{"name":"r","when":)" + when + R"(,"do":[{"invoke":"relay.close"}])" + more + "}]";
}

House started(const std::string& rules, host::WallClock clock = utc, std::int64_t epoch = noon) {
    return House{rules_of(rules), std::move(clock), epoch};
}

constexpr auto closes = "relay.close";

} // namespace

TEST_CASE("becomes fires for its value, from another or from not known, and never for a first one") {
    House house{rule(R"({"property":"door.closed","becomes":true})")};
    house.start();
    house.set("door.closed", true); // first
    CHECK(house.sent().empty());
    house.set("door.closed", true); // no change
    CHECK(house.sent().empty());
    house.set("door.closed", false);
    CHECK(house.sent().empty());
    house.set("door.closed", true);
    CHECK(house.sent() == closes);
    house.set("door.closed", {});
    house.set("door.closed", true);
    CHECK(house.sent() == closes);
    house.set("door.locked", true);
    house.set("relay.closed", true);
    CHECK(house.sent().empty());
    CHECK(house.record().fired == 2);
}

TEST_CASE("becomes takes null and compares numbers as numbers") {
    House house{R"([{"when":{"property":"door.closed","becomes":null},"do":[{"invoke":"relay.open"}]},
                    {"when":{"property":"hall.level","becomes":30},"do":[{"invoke":"relay.close"}]}])"};
    house.start();
    house.set("door.closed", true);
    house.set("door.closed", {});
    CHECK(house.sent() == "relay.open");
    house.set("hall.level", 29.0);
    house.set("hall.level", 30.0);
    CHECK(house.sent() == closes);
}

TEST_CASE("nothing fires before the host has started") {
    House house{rule(R"({"property":"door.closed","becomes":true})")};
    house.set("door.closed", false);
    house.set("door.closed", true);
    CHECK(house.sent().empty());
}

TEST_CASE("changes goes from one known value to another, whatever was not known in between") {
    House house{rule(R"({"property":"hall.level","changes":true})")};
    house.start();
    house.set("hall.level", std::int64_t{1});
    house.set("hall.level", {});
    house.set("hall.level", std::int64_t{1});
    CHECK(house.sent().empty());
    house.set("hall.level", {});
    house.set("hall.level", std::int64_t{2});
    CHECK(house.sent() == closes);
}

TEST_CASE("crosses fires on the way up, on the way down, or both") {
    const auto way = [](const std::string& direction) {
        House house{rule(R"({"property":"hall.level","crosses":30)" + direction + '}')};
        house.start();
        std::string seen;
        for (const double level : {20.0, 29.9, 30.0, 35.0, 30.0, 29.0, 31.0}) {
            house.set("hall.level", level);
            seen += house.sent().empty() ? '-' : 'x';
        }
        return seen;
    };
    CHECK(way(R"(,"direction":"up")") == "--x---x");
    CHECK(way(R"(,"direction":"down")") == "-----x-");
    CHECK(way("") == "--x--xx");
}

TEST_CASE("crosses looks past a level that was not known for a while") {
    House house{rule(R"({"property":"hall.level","crosses":30})")};
    house.start();
    house.set("hall.level", 20.0);
    house.set("hall.level", {});
    house.set("hall.level", 40.0);
    CHECK(house.sent() == closes);
}

TEST_CASE("a first value on the other side of a limit is no crossing") {
    House house{rule(R"({"property":"hall.level","crosses":30})")};
    house.start();
    house.set("hall.level", 40.0);
    CHECK(house.sent().empty());
}

TEST_CASE("with for it has to stay so, and leaving ends the wait") {
    House house{rule(R"({"property":"door.closed","becomes":true,"for":"5 min"})")};
    house.start();
    house.set("door.closed", false);
    house.set("door.closed", true);
    house.pass(299s);
    house.set("door.closed", false);
    house.pass(10min);
    CHECK(house.sent().empty());
    house.set("door.closed", true);
    house.set("door.closed", {}); // not known is not closed
    house.pass(10min);
    CHECK(house.sent().empty());
    house.set("door.closed", true);
    house.pass(299s);
    CHECK(house.sent().empty());
    house.pass(1s);
    CHECK(house.sent() == closes);
    CHECK(house.fired().back().because == "door.closed has been true for 5 min");
    house.pass(1h);
    CHECK(house.sent().empty());
}

TEST_CASE("changes with for waits until nothing changed for so long") {
    House house{rule(R"({"property":"hall.level","changes":true,"for":10000})")};
    house.start();
    for (std::int64_t level = 0; level < 5; ++level) {
        house.set("hall.level", level);
        house.pass(9s);
    }
    CHECK(house.sent().empty());
    house.pass(1s);
    CHECK(house.sent() == closes);
}

TEST_CASE("crosses with for ends its wait on the way back") {
    House house{rule(R"({"property":"hall.level","crosses":30,"direction":"up","for":"1 min"})")};
    house.start();
    house.set("hall.level", 20.0);
    house.set("hall.level", 40.0);
    house.pass(59s);
    house.set("hall.level", 45.0); // still above
    house.pass(500ms);
    house.set("hall.level", 29.0);
    house.pass(1h);
    CHECK(house.sent().empty());
    house.set("hall.level", 30.0);
    house.pass(1min);
    CHECK(house.sent() == closes);
}

TEST_CASE("events and the start fire") {
    House house{
        R"([{"when":[{"event":"lobby.track_changed"},{"start":true}],"do":[{"invoke":"relay.close"}]}])"};
    house.report("lobby.track_changed");
    CHECK(house.sent().empty());
    house.start();
    CHECK(house.sent() == closes);
    house.report("lobby.track_changed");
    CHECK(house.sent() == closes);
    CHECK(house.fired().back().because == "lobby reported track_changed");
    house.report("lobby.device_changed");
    CHECK(house.sent().empty());
}

TEST_CASE("any of several triggers fires, each with its own wait") {
    House house{rule(R"([{"property":"door.closed","becomes":true,"for":"1 min"},
                         {"property":"hall.level","crosses":30,"for":"2 min"}])")};
    house.start();
    house.set("door.closed", false);
    house.set("hall.level", 0.0);
    house.set("door.closed", true);
    house.set("hall.level", 50.0);
    house.set("door.closed", false);
    house.pass(2min);
    CHECK(house.sent() == closes);
}

// ---- The clock on the wall

TEST_CASE("a time of day fires at its minute, on its days only") {
    auto house = started(rule(R"({"time":"22:00","days":["wed","fri"]})"));
    house.start();
    house.pass(10h - 1ms);
    CHECK(house.sent().empty());
    house.pass(1ms); // Wednesday 22:00
    CHECK(house.sent() == closes);
    house.pass(24h);
    CHECK(house.sent().empty()); // Thursday
    house.pass(24h);
    CHECK(house.sent() == closes);
    house.pass(24h * 4);
    CHECK(house.sent().empty());
}

TEST_CASE("a time that passed before the start is not made up for") {
    auto house = started(rule(R"({"time":"12:00"})"), utc, noon + 5'000);
    house.start();
    house.pass(23h);
    CHECK(house.sent().empty());
    house.pass(1h);
    CHECK(house.sent() == closes);
}

TEST_CASE("a time that the summer leaves out fires when it is left out, and the hour goes by once") {
    auto house = started(R"([{"when":{"time":"02:30"},"do":[{"invoke":"relay.close"}]},
                             {"when":{"time":"03:00"},"do":[{"invoke":"relay.open"}]},
                             {"when":{"time":"03:30"},"do":[{"invoke":"door.open"}]}])",
                         berlin, berlin_forward - hour);
    house.start();
    house.pass(1h - 1s);
    CHECK(house.sent().empty());
    house.pass(1s); // 02:00 never comes: it is 03:00
    CHECK(house.sent() == "relay.close relay.open");
    house.pass(30min);
    CHECK(house.sent() == "door.open");
    house.pass(24h - 30min);
    CHECK(house.sent() == "relay.close relay.open"); // the day after, as ever
}

TEST_CASE("an hour that comes twice in autumn fires once") {
    auto house = started(rule(R"({"time":"02:30"})"), berlin, berlin_back - hour);
    house.start();
    house.pass(30min);
    CHECK(house.sent() == closes);
    house.pass(90min);
    CHECK(house.sent().empty());
    house.pass(24h);
    CHECK(house.sent() == closes);
}

TEST_CASE("a clock that is set fires nothing that it left out, and nothing twice") {
    auto house = started(rule(R"({"time":"22:00"})"));
    house.start();
    house.set_clock(noon + 11 * hour); // 23:00 at once
    house.pass(1min);
    CHECK(house.sent().empty());
    CHECK(house.notes().find("the clock was set") != std::string::npos);
    house.set_clock(noon + 10 * hour - minute); // back to 21:59
    house.pass(2min);
    CHECK(house.sent() == closes);
    house.set_clock(noon + 10 * hour - minute); // and again
    house.pass(5min);
    CHECK(house.sent().empty());
    house.set_clock(noon - day + 10 * hour - minute); // the day before: another 22:00
    house.pass(5min);
    CHECK(house.sent() == closes);
    house.pass(24h); // the one that came by a clock that was wrong
    CHECK(house.sent() == closes);
}

TEST_CASE("a clock that is corrected by seconds leaves no minute out") {
    auto house = started(rule(R"({"time":"22:00"})"), utc, noon + 10 * hour - 5'000);
    house.start();
    house.set_clock(noon + 10 * hour + 20'000);
    house.pass(1min);
    CHECK(house.sent() == closes);
    house.set_clock(house.now.epoch - 80'000);
    house.pass(3min);
    CHECK(house.sent().empty());
}

TEST_CASE("a host that stood still for a while catches up") {
    auto house = started(rule(R"({"time":"12:02"})"));
    house.start();
    house.now = {10min, noon + 10 * minute};
    house.tick();
    CHECK(house.sent() == closes);
}

TEST_CASE("a hold that was interrupted by a value nobody knows begins anew when it is as before") {
    const auto after = [](const std::string& trigger, double value) {
        House house{rule(trigger)};
        house.start();
        house.set("hall.level", 20.0);
        house.set("hall.level", 35.0); // now it holds
        house.pass(4min);
        house.set("hall.level", {});
        house.pass(10min);
        CHECK(house.sent().empty()); // who does not know says nothing
        house.set("hall.level", value);
        house.pass(4min);
        CHECK(house.sent().empty());
        house.pass(1min);
        return house.sent();
    };
    const std::string crosses = R"({"property":"hall.level","crosses":30,"direction":"up","for":"5 min"})";
    CHECK(after(crosses, 35.0) == closes);
    CHECK(after(crosses, 31.0) == closes);
    CHECK(after(crosses, 20.0).empty());
    CHECK(after(R"({"property":"hall.level","changes":true,"for":"5 min"})", 35.0) == closes);
}

TEST_CASE("a hold does not fire on a value that is not known") {
    House house{rule(R"({"property":"door.closed","becomes":true,"for":"5 min"})")};
    house.start();
    house.set("door.closed", false);
    house.set("door.closed", true);
    house.values[*host::place_of("door.closed")] = {}; // its device was made anew, and has told nothing yet
    house.pass(10min);
    CHECK(house.sent().empty());
    house.set("door.closed", true);
    house.pass(5min);
    CHECK(house.sent() == closes);
    // Made anew, and told the same soon after: since when, nobody knows.
    house.set("door.closed", false);
    house.set("door.closed", true);
    house.pass(4min);
    house.seen.clear();
    house.values.clear();
    house.set("door.closed", true);
    house.pass(4min);
    CHECK(house.sent().empty());
    house.pass(1min);
    CHECK(house.sent() == closes);
}

TEST_CASE("what is not known for so long can be waited for") {
    House house{rule(R"({"property":"door.closed","becomes":null,"for":"5 min"})")};
    house.start();
    house.set("door.closed", true);
    house.set("door.closed", {});
    house.pass(5min);
    CHECK(house.sent() == closes);
}
