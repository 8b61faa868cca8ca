// Another site while the host runs: what did not change goes on, and every command gets its one outcome.
#include "avhost_fixture.hpp"
#include "recorder.hpp"

#include "host/site_check.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

using dp::Status;
using host_tests::patience;
using host_tests::RunningHost;
using test::Process;

namespace {

using Fixture = host_tests::AvhostFixture;

std::string site_of(const std::string& devices, const std::string& rules = "[]") {
    return R"({"devices":[)" + devices + R"(],"rules":)" + rules + '}';
}

const std::string door = R"({"id":"door","plugin":"contact"})";
const std::string relay = R"({"id":"relay","plugin":"contact"})";
const std::string hall = R"({"id":"hall","plugin":"feedthrough","config":{"count":5}})";
const std::string hall_with_9 = R"({"id":"hall","plugin":"feedthrough","config":{"count":9}})";

struct House : RunningHost {
    explicit House(const std::string& site)
        : RunningHost{site} {}

    host::ReloadResult reload(const std::string& site) {
        return host.reload(host::parse_site(site, "site.json"));
    }
    host::Completion ask(std::int64_t token, const std::string& device, const std::string& action) {
        host.invoke({recorder, token}, device, action, {}, 0);
        const auto outcome = recorder->outcome(token);
        REQUIRE(outcome);
        return *outcome;
    }
    std::uint64_t revision(const std::string& device) {
        const auto asker = std::make_shared<host_tests::Recorder>();
        host.snapshot(asker, device);
        const auto snapshot = asker->wait_for<host::Snapshot>([](const auto&) { return true; });
        REQUIRE(snapshot);
        return snapshot->revision;
    }
    std::size_t healths(const std::string& device) const {
        std::size_t count = 0;
        for (const auto& change : recorder->all<host::HealthChange>()) {
            count += change.device == device ? 1U : 0U;
        }
        return count;
    }
};

} // namespace

TEST_CASE("what did not change goes on untouched, the rest starts, stops or is configured anew") {
    House house{site_of(door + ',' + relay + ',' + hall)};
    REQUIRE(house.ask(1, "door", "close").status == Status::ok);
    const auto before = house.revision("door");
    const auto result = house.reload(site_of(hall_with_9 + R"(,{"id":"lamp","plugin":"contact"},)" + door));
    CHECK(result.ok);
    CHECK(result.text == "stopped: relay; configured anew: hall; started: lamp; went on untouched: door; "
                         "rules: 0, of which 0 went on");
    CHECK(house.revision("door") == before);
    CHECK(house.healths("door") == 1); // ready, once
    REQUIRE(house.recorder->wait_for<host::Batch>([](const auto& batch) {
        return batch.device == "hall" &&
               std::find(batch.changed.begin(), batch.changed.end(),
                         dp::NamedValue{"count", std::int64_t{9}}) != batch.changed.end();
    }));
    CHECK(house.recorder->wait_for<host::HealthChange>(
        [](const auto& change) { return change.device == "relay" && change.health == dp::Health::stopped; }));
    CHECK(house.recorder->wait_for<host::Batch>([](const auto& batch) { return batch.device == "lamp"; }));
    CHECK(house.ask(2, "lamp", "close").status == Status::ok);
    CHECK(house.ask(3, "relay", "close").status == Status::unknown_id);
    CHECK_FALSE(house.host.has_device("relay"));
    std::string order;
    for (const auto& device : house.host.devices()) {
        order += device.id + ' ';
    }
    CHECK(order == "hall lamp door ");
    CHECK(house.host.misbehaviours() == 0);
}

TEST_CASE("the same site changes nothing at all") {
    const std::string site = site_of(door + ',' + hall);
    House house{site};
    REQUIRE(house.ask(1, "door", "close").status == Status::ok);
    REQUIRE(house.recorder->wait_for<host::Batch>( // the last that hall tells of its start
        [](const auto& batch) {
            return batch.device == "hall" && batch.changed.front().name == "attention";
        }));
    const auto heard = house.recorder->heard().size();
    CHECK(house.reload(site).text == "went on untouched: door, hall; rules: 0, of which 0 went on");
    const auto after = house.recorder->heard();
    REQUIRE(after.size() == heard + 1);
    CHECK(std::holds_alternative<host::SiteChange>(after.back()));
}

TEST_CASE("what is pending at a device that goes completes as canceled, and what is at others goes on") {
    House house{site_of(hall + R"(,{"id":"other","plugin":"feedthrough"})")};
    house.host.invoke({house.recorder, 1}, "hall", "wait", {}, 0);
    house.host.invoke({house.recorder, 2}, "other", "wait", {}, 0);
    REQUIRE(house.ask(3, "hall", "tell").status == Status::ok);
    REQUIRE(house.reload(site_of(R"({"id":"other","plugin":"feedthrough"})")).ok);
    const auto ended = house.recorder->outcome(1);
    REQUIRE(ended);
    CHECK(ended->status == Status::canceled);
    CHECK(ended->text.find("no longer has this device") == std::string::npos); // the plugin's own, of stop()
    REQUIRE(house.ask(4, "other", "tell").status == Status::ok);
    for (const auto& completion : house.recorder->all<host::Completion>()) {
        CHECK(completion.token != 2);
    }
}

TEST_CASE("a device of another plugin under the same name is another device") {
    House house{site_of(R"({"id":"x","plugin":"contact"})")};
    REQUIRE(house.ask(1, "x", "close").status == Status::ok);
    const auto result = house.reload(site_of(R"({"id":"x","plugin":"feedthrough"})"));
    CHECK(result.text == "started: x; rules: 0, of which 0 went on");
    CHECK(house.ask(2, "x", "tell").status == Status::ok);
    CHECK(house.log.has("feedthrough: loaded"));
    REQUIRE(house.reload(site_of(R"({"id":"x","plugin":"contact"})")).ok); // which was let go of, and is back
    CHECK(house.ask(3, "x", "close").status == Status::ok);
    CHECK(house.host.misbehaviours() == 0);
}

TEST_CASE("rules are replaced, and sequences of those that did not change go on") {
    const std::string slow = R"({"name":"slow","when":{"property":"door.closed","becomes":true},
        "do":[{"wait":"1 s"},{"invoke":"relay.close"}]})";
    const std::string old = R"({"name":"old","when":{"property":"door.closed","becomes":true},
        "do":[{"wait":"1 s"},{"invoke":"hall.tell"}]})";
    const std::string fresh = R"({"name":"new","when":{"property":"relay.closed","becomes":true},
        "do":[{"invoke":"relay.open"}]})";
    House house{site_of(door + ',' + relay + ',' + hall, '[' + slow + ',' + old + ']')};
    REQUIRE(house.ask(1, "door", "close").status == Status::ok);
    REQUIRE(
        house.recorder->wait_for<host::RuleFiring>([](const auto& firing) { return firing.rule == "old"; }));
    const auto result =
        house.reload(site_of(door + ',' + relay + ',' + hall, '[' + fresh + ',' + slow + ']'));
    CHECK(result.text.ends_with("rules: 2, of which 1 went on"));
    CHECK(
        house.recorder->wait_for<host::RuleFiring>([](const auto& firing) { return firing.rule == "new"; }));
    house.host.stop();
    CHECK(house.recorder->all<host::Event>().empty()); // of "old"
}

TEST_CASE("peers that were introduced are introduced again") {
    House house{site_of(door)};
    const auto panel = std::make_shared<host_tests::Recorder>();
    house.host.subscribe_and_tell(panel);
    REQUIRE(house.revision("door") > 0);
    const auto before = panel->heard().size();
    REQUIRE(house.reload(site_of(door + ',' + relay)).ok);
    REQUIRE(panel->wait_for<host::Batch>([](const auto& batch) { return batch.device == "relay"; }));
    const auto heard = panel->heard();
    REQUIRE(heard.size() > before + 5);
    CHECK(std::holds_alternative<host::SiteChange>(heard[before]));
    CHECK(std::get<host::HealthChange>(heard[before + 1]).device == "door");
    CHECK(std::get<host::Snapshot>(heard[before + 2]).device == "door");
    CHECK(std::get<host::HealthChange>(heard[before + 3]).device == "relay");
    CHECK(std::get<host::Snapshot>(heard[before + 4]).device == "relay");
}

TEST_CASE(
    "a plugin that could not be used gets another chance, and a device that cannot be stays to be seen") {
    RunningHost running{R"({"devices":[{"id":"sick","plugin":"no_init"},{"id":"r","plugin":"recorder"}]})",
                        TEST_PLUGINS};
    const auto result = running.host.reload(host::parse_site(
        R"({"devices":[{"id":"r","plugin":"recorder"},{"id":"sick","plugin":"no_init"}]})", "s"));
    CHECK(result.ok);
    CHECK(result.text.find("started: sick") == 0);
    running.host.invoke({running.recorder, 1}, "sick", "x", {}, 0);
    CHECK(running.recorder->outcome(1)->status == Status::wrong_state);
    running.host.invoke({running.recorder, 2}, "r", "list", {}, 0);
    CHECK(running.recorder->outcome(2)->status == Status::ok);
}

TEST_CASE("reloads under load: every command of every thread gets exactly one outcome") {
    House house{site_of(door + ',' + relay)};
    const std::string small = site_of(door);
    const std::string large =
        site_of(relay + ',' + hall + ',' + door,
                R"([{"when":{"property":"door.closed","changes":true},"do":[{"invoke":"relay.open"}]}])");
    constexpr std::int64_t commands = 400; // of each thread
    std::vector<std::shared_ptr<host_tests::Recorder>> askers;
    std::vector<std::thread> threads;
    std::atomic<int> running{3};
    for (const std::string device : {"door", "relay", "hall"}) {
        askers.push_back(std::make_shared<host_tests::Recorder>());
        threads.emplace_back([&, device, asker = askers.back()] {
            for (std::int64_t token = 1; token <= commands; ++token) {
                const bool is_hall = device == "hall";
                house.host.invoke({asker, token}, device,
                                  is_hall          ? "tell"
                                  : token % 2 == 0 ? "open"
                                                   : "close",
                                  {}, 0);
                if (token % 10 == 0) {
                    house.host.snapshot(asker, device);
                    house.host.attention(asker, device, DP_ATTENTION_LOOKING);
                    static_cast<void>(house.host.has_device(device));
                    static_cast<void>(house.host.devices());
                }
            }
            --running;
        });
    }
    std::size_t reloads = 0;
    do {
        CHECK(house.reload(reloads % 2 == 0 ? large : small).ok);
        ++reloads;
    } while (running > 0 || reloads < 10);
    for (auto& thread : threads) {
        thread.join();
    }
    for (const auto& asker : askers) {
        REQUIRE(asker->outcome(commands));
    }
    house.host.stop();
    for (std::size_t i = 0; i < askers.size(); ++i) {
        std::multiset<std::int64_t> tokens;
        for (const auto& completion : askers[i]->all<host::Completion>()) {
            tokens.insert(completion.token);
            const bool may_be =
                completion.status == Status::ok ||
                (i > 0 && (completion.status == Status::unknown_id || completion.status == Status::canceled));
            CAPTURE(completion.text);
            CHECK(may_be);
        }
        CHECK(tokens.size() == commands);
        CHECK(std::set<std::int64_t>(tokens.begin(), tokens.end()).size() == commands);
    }
    CHECK(house.host.misbehaviours() == 0);
}

// ---- The program

TEST_CASE_FIXTURE(Fixture, "SIGHUP and a reload line have the site file read again") {
    Process avhost{run(site_of(door))};
    REQUIRE(hears(avhost, R"({"device":"door","revision":1)"));
    folder.write("site.json", site_of(door + ',' + relay));
    avhost.send_signal(SIGHUP);
    CHECK(hears(avhost, R"({"device":"relay","revision":1)"));
    folder.write("site.json", site_of(door + ',' + hall));
    avhost.write_line(R"({"reload":true})");
    bool is_answered = false;
    bool has_begun = false; // either may come first
    CHECK(avhost.wait_for_line(
        [&](const auto& line) {
            is_answered =
                is_answered ||
                line.find(
                    R"({"reload":"ok","text":"stopped: relay; started: hall; went on untouched: door; )") ==
                    0;
            has_begun = has_begun || line.find(R"({"device":"hall","revision":1)") == 0;
            return is_answered && has_begun;
        },
        patience));
    CHECK(status_of(avhost) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a site file with mistakes changes nothing, and all of them are told") {
    Process avhost{run(site_of(door))};
    REQUIRE(hears(avhost, R"({"device":"door","revision":1)"));
    folder.write(
        "site.json",
        "{\n\"devices\":[" + door + ",\n" + relay +
            ",{\"id\":\"door\",\"plugin\":\"contact\"}],\n"
            R"("rules":[{"when":{"property":"relay.clsed","becomes":true},"do":[{"invoke":"door.open"}]}]})");
    avhost.write_line(R"({"reload":true})");
    CHECK(hears(
        avhost,
        R"({"reload":"failed","text":")" + (folder.path() / "site.json").string() +
            R"(:3:36: /devices/2/id: expected an id that no other device has; \"door\" is there already\n)" +
            (folder.path() / "site.json").string() + ":4:19: /rules/0/when/property: "));
    CHECK(avhost.wait_for_error_text("/rules/0/when/property: expected a property of relay; it has no clsed",
                                     patience));
    CHECK(avhost.wait_for_error_text("the site goes on as it was", patience));
    avhost.write_line(R"({"device":"relay","invoke":"open","token":1})");
    CHECK(hears(avhost, R"(there is no \"relay\")"));
    avhost.write_line(R"({"device":"door","invoke":"close","token":2})");
    CHECK(hears(avhost, R"({"device":"door","completed":2,"status":"ok")"));
    CHECK(status_of(avhost) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a reload moves the panel where its part of the site changed, and only there") {
    Process avhost{run(R"({"devices":[],"panel":{"listen":"127.0.0.1:0"}})")};
    REQUIRE(avhost.wait_for_error_text("panel: http://127.0.0.1:", patience));
    const auto opened = [&] {
        const std::string text = avhost.error_text();
        std::size_t count = 0;
        for (auto at = text.find("panel: http"); at != std::string::npos;
             at = text.find("panel: http", at + 1)) {
            ++count;
        }
        return count;
    };
    avhost.write_line(R"({"reload":true})");
    REQUIRE(hears(avhost, R"({"reload":"ok")"));
    CHECK(opened() == 1);
    folder.write("site.json", R"({"devices":[],"panel":{"listen":"127.0.0.2:0"}})");
    avhost.write_line(R"({"reload":true})");
    REQUIRE(hears(avhost, R"({"reload":"ok")"));
    CHECK(avhost.wait_for_error_text("panel: http://127.0.0.2:", patience));
    CHECK(opened() == 2);
    CHECK(status_of(avhost) == 0);
}
