// The host over real plugins: the contact, and one that records and misbehaves when told to.
#include "recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using dp::Status;
using host_tests::RunningHost;

namespace {

const std::string two_contacts = R"({
    "devices": [{"id":"door","plugin":"contact"}, {"id":"relay","plugin":"contact","config":{"closed":true}}],
    "rules": [{"name":"follow","when":{"property":"door.closed","becomes":true},"do":[{"invoke":"relay.open"}]},
              {"name":"at start","when":{"property":"relay.closed","becomes":true},"do":[{"invoke":"door.close"}]}]
})";

const std::string one_recorder = R"({"devices":[{"id":"r","plugin":"recorder"}]})";

bool is_closed(const host::Batch& batch, const std::string& device, bool closed) {
    return batch.device == device && batch.changed.front().value == dp::Value{closed};
}

std::size_t count_of(const std::vector<host::Completion>& completions, std::int64_t token) {
    return static_cast<std::size_t>(std::count_if(completions.begin(), completions.end(),
                                                  [&](const auto& one) { return one.token == token; }));
}

struct Contacts : RunningHost {
    Contacts()
        : RunningHost{two_contacts} {}
};

struct WithRecorder : RunningHost {
    WithRecorder()
        : RunningHost{one_recorder, TEST_PLUGINS} {}

    host::Completion ask(std::int64_t token, const std::string& action,
                         std::vector<dp::NamedValue> params = {}) {
        host.invoke({recorder, token}, "r", action, std::move(params), 0);
        const auto outcome = recorder->outcome(token);
        REQUIRE(outcome);
        return *outcome;
    }

    host::Completion write(std::int64_t token, const std::string& property, dp::Value value) {
        host.write({recorder, token}, "r", property, std::move(value), 0);
        const auto outcome = recorder->outcome(token);
        REQUIRE(outcome);
        return *outcome;
    }

    bool is_told(const std::string& property, const dp::Value& value) {
        return recorder
            ->wait_for<host::Batch>([&](const auto& batch) {
                return batch.changed.front() == dp::NamedValue{property, value};
            })
            .has_value();
    }
};

} // namespace

TEST_CASE_FIXTURE(Contacts, "two devices start, health first, each with its own state") {
    REQUIRE(
        recorder->wait_for<host::Batch>([](const auto& batch) { return is_closed(batch, "relay", true); }));
    const auto heard = recorder->heard();
    REQUIRE(heard.size() >= 4);
    CHECK(std::get<host::HealthChange>(heard[0]) == host::HealthChange{"door", dp::Health::ready, "ok", ""});
    CHECK(is_closed(std::get<host::Batch>(heard[1]), "door", false));
    CHECK(std::get<host::HealthChange>(heard[2]) == host::HealthChange{"relay", dp::Health::ready, "ok", ""});
    CHECK(std::get<host::Batch>(heard[3]).revision == 1);
    CHECK(std::get<host::Batch>(heard[3]).at > 1'700'000'000'000);
}

TEST_CASE_FIXTURE(Contacts, "a rule fires for a change, and none for what was so at the start") {
    host.invoke({recorder, 1}, "door", "close", {}, 0);
    REQUIRE(
        recorder->wait_for<host::Batch>([](const auto& batch) { return is_closed(batch, "relay", false); }));
    CHECK(log.has("rule \"follow\": door.closed became true, so: relay.open"));
    CHECK_FALSE(log.has("rule \"at start\": "));
    CHECK(recorder->all<host::Completion>().size() == 1); // the rule's own outcome is nobody's line
    host.invoke({recorder, 2}, "relay", "close", {}, 0);  // known before: now it is a change
    REQUIRE(recorder->outcome(2));
    host.stop();
    CHECK(log.has("rule \"at start\": "));
}

TEST_CASE_FIXTURE(Contacts, "each token completes once, for the one who asked") {
    const auto other = std::make_shared<host_tests::Recorder>();
    host.subscribe(other);
    for (std::int64_t token = 1; token <= 200; ++token) {
        host.invoke({token % 2 == 0 ? recorder : other, token}, "door", token % 3 == 0 ? "open" : "close", {},
                    0);
    }
    REQUIRE(recorder->outcome(200));
    host.stop();
    const auto ours = recorder->all<host::Completion>();
    const auto theirs = other->all<host::Completion>();
    CHECK(ours.size() == 100);
    CHECK(theirs.size() == 100);
    for (std::int64_t token = 1; token <= 200; ++token) {
        CHECK(count_of(token % 2 == 0 ? ours : theirs, token) == 1);
    }
}

TEST_CASE_FIXTURE(Contacts, "a snapshot equals the batches up to its revision") {
    host.write({recorder, 1}, "door", "closed", true, 0);
    REQUIRE(recorder->outcome(1));
    host.snapshot(recorder, "door");
    const auto snapshot = recorder->wait_for<host::Snapshot>([](const auto&) { return true; });
    REQUIRE(snapshot);
    CHECK(snapshot->revision == 2);
    CHECK(snapshot->values == std::vector<dp::NamedValue>{{"closed", true}});
}

TEST_CASE_FIXTURE(Contacts, "a late subscriber is told how everything is, then what happens") {
    const auto late = std::make_shared<host_tests::Recorder>();
    host.subscribe_and_tell(late);
    host.invoke({late, 1}, "relay", "open", {}, 0);
    REQUIRE(late->outcome(1));
    const auto heard = late->heard();
    REQUIRE(heard.size() == 7);
    CHECK(std::holds_alternative<host::SiteChange>(heard[0]));
    CHECK(std::get<host::HealthChange>(heard[1]).health == dp::Health::ready);
    CHECK(std::get<host::Snapshot>(heard[2]).device == "door");
    CHECK(std::get<host::Snapshot>(heard[4]).values == std::vector<dp::NamedValue>{{"closed", true}});
    CHECK(is_closed(std::get<host::Batch>(heard[5]), "relay", false));
}

TEST_CASE_FIXTURE(Contacts, "stop tells stopped, and commands after it are canceled") {
    host.stop();
    host.stop();
    const auto healths = recorder->all<host::HealthChange>();
    CHECK(std::count_if(healths.begin(), healths.end(),
                        [](const auto& change) { return change.health == dp::Health::stopped; }) == 2);
    host.invoke({recorder, 1}, "door", "open", {}, 0);
    CHECK(recorder->outcome(1)->status == Status::canceled);
    CHECK_FALSE(log.has("misbehaving"));
}

TEST_CASE("what cannot be loaded stays as a placeholder, and everything else goes on") {
    const std::string site = R"({"devices":[{"id":"r","plugin":"recorder"},{"id":"v2","plugin":"other_major"},
        {"id":"sick","plugin":"no_init"},{"id":"gone","plugin":"nothing"}]})";
    RunningHost running{site, TEST_PLUGINS};
    const auto fails_with = [&](const std::string& device, const std::string& part) {
        return running.recorder
            ->wait_for<host::HealthChange>([&](const auto& change) {
                return change.device == device && change.health == dp::Health::failed &&
                       change.cause == "plugin" && change.text.find(part) != std::string::npos;
            })
            .has_value();
    };
    CHECK(fails_with("v2", "speaks version 2 of the plugin ABI; this host speaks 1"));
    CHECK(fails_with("sick", "it has a bad day"));
    CHECK(fails_with("gone", "expected a plugin that there is; there is no "));
    CHECK(running.log.has("error host: v2: "));
    running.host.invoke({running.recorder, 1}, "v2", "x", {}, 0);
    CHECK(running.recorder->outcome(1)->status == Status::wrong_state);
    CHECK(running.recorder->outcome(1)->text.find("speaks version 2") != std::string::npos);
    running.host.invoke({running.recorder, 2}, "r", "list", {}, 0);
    CHECK(running.recorder->outcome(2)->status == Status::ok);
    const auto infos = running.host.devices();
    REQUIRE(infos.size() == 4);
    CHECK(infos[1].title == "Broken"); // its manifest can be read
    CHECK(infos[3].title == "gone");
    CHECK(infos[3].actions_json == "{}");
}

TEST_CASE("a config that does not fit the manifest is a health, with the key") {
    RunningHost running{R"({"devices":[{"id":"a","plugin":"contact","config":{"closed":"yes"}}]})"};
    const auto change = running.recorder->wait_for<host::HealthChange>([](const auto&) { return true; });
    REQUIRE(change);
    CHECK(*change == host::HealthChange{"a", dp::Health::bad_config, "config",
                                        "site.json:1:52: /devices/0/config/closed: expected true or false"});
}

TEST_CASE_FIXTURE(WithRecorder, "commands that do not fit the manifest never reach the plugin") {
    CHECK(ask(1, "fly").status == Status::unknown_id);
    CHECK(ask(2, "scale").status == Status::bad_argument);
    CHECK(ask(3, "scale", {{"factor", true}}).status == Status::wrong_type);
    const auto range = ask(4, "scale", {{"factor", std::int64_t{11}}});
    CHECK(range.status == Status::out_of_range);
    CHECK(range.text == "scale/factor: expected at most 10");
    CHECK(ask(5, "scale", {{"factor", 1.0}, {"more", 1.0}}).status == Status::bad_argument);
    CHECK(ask(6, "list", {{"more", 1.0}}).status == Status::bad_argument);
    CHECK(write(7, "nothing", true).status == Status::unknown_id);
    CHECK(write(8, "attention", std::int64_t{1}).status == Status::unsupported);
    CHECK(write(9, "level", std::string{"loud"}).status == Status::wrong_type);
    CHECK(write(10, "level", {}).status == Status::wrong_type);
    CHECK(write(11, "level", std::int64_t{101}).text == "level: expected at most 100");
    CHECK(recorder->all<host::Batch>().empty());
}

TEST_CASE_FIXTURE(WithRecorder, "numbers reach the plugin in the manifest's form, with the time limit") {
    host.invoke({recorder, 1}, "r", "scale", {{"factor", std::int64_t{2}}}, 1234);
    CHECK(is_told("level", std::int64_t{DP_TYPE_DOUBLE}));
    CHECK(is_told("timeout", std::int64_t{1234}));
}

TEST_CASE_FIXTURE(WithRecorder, "a refusal of the plugin and a result with text reach the one who asked") {
    CHECK(ask(1, "refuse") == host::Completion{"r", 1, Status::busy, "not today", {}});
    CHECK(ask(2, "list") == host::Completion{"r", 2, Status::ok, "here", dp::Json{R"([1,{"a":"b"}])"}});
}

TEST_CASE_FIXTURE(WithRecorder, "what is pending at the end completes as canceled, and is heard") {
    host.invoke({recorder, 1}, "r", "wait", {}, 0);
    host.invoke({recorder, 2}, "r", "wait", {}, 0);
    host.invoke({recorder, 3}, "r", "misbehave", {{"how", std::string{"forget"}}}, 0);
    REQUIRE(ask(4, "list").status == Status::ok); // so the others are pending
    CHECK(recorder->all<host::Completion>().size() == 1);
    host.stop();
    for (const std::int64_t token : {1, 2, 3}) {
        CHECK(recorder->outcome(token)->status == Status::canceled);
    }
    CHECK(recorder->all<host::Completion>().size() == 4);
    CHECK(log.has("plugin misbehaving: a command was left without an outcome by stop()"));
    CHECK(log.has("info recorder/life: deinit"));
}

TEST_CASE_FIXTURE(WithRecorder, "a command can be canceled by the one who asked") {
    host.invoke({recorder, 1}, "r", "wait", {}, 0);
    host.cancel({std::make_shared<host_tests::Recorder>(), 1},
                "r"); // somebody else's token of the same number
    REQUIRE(ask(2, "list").status == Status::ok);
    CHECK(count_of(recorder->all<host::Completion>(), 1) == 0);
    host.cancel({recorder, 1}, "r");
    CHECK(recorder->outcome(1)->status == Status::canceled);
}

TEST_CASE_FIXTURE(WithRecorder, "a plugin that misbehaves is logged and survived") {
    const auto misbehave = [&](std::int64_t token, const std::string& how) {
        return ask(token, "misbehave", {{"how", how}});
    };
    misbehave(1, "gap");
    CHECK(log.has("plugin misbehaving: a batch with revision 6 after revision 0"));
    misbehave(2, "json");
    CHECK(log.has("plugin misbehaving: list is not JSON"));
    CHECK(is_told("list", {}));
    misbehave(3, "unknown_property");
    CHECK(log.has("plugin misbehaving: a property that its manifest does not name: surprise"));
    misbehave(4, "twice");
    host.invoke({recorder, 5}, "r", "misbehave", {{"how", std::string{"forget"}}}, 0);
    ask(6, "list");
    CHECK(count_of(recorder->all<host::Completion>(), 4) == 1);
    CHECK(log.has("which is not pending"));
    CHECK_FALSE(recorder->all<host::Completion>().empty());
}

TEST_CASE_FIXTURE(WithRecorder, "attention is the highest of all watchers, background when nobody says") {
    const auto other = std::make_shared<host_tests::Recorder>();
    host.subscribe(other);
    host.attention(recorder, "r", DP_ATTENTION_BACKGROUND); // no news
    host.attention(recorder, "r", DP_ATTENTION_NONE);
    CHECK(is_told("attention", std::int64_t{DP_ATTENTION_NONE}));
    host.attention(other, "r", DP_ATTENTION_LOOKING);
    CHECK(is_told("attention", std::int64_t{DP_ATTENTION_LOOKING}));
    host.attention(recorder, "r", DP_ATTENTION_BACKGROUND); // lower than the other's
    host.unsubscribe(other);
    CHECK(is_told("attention", std::int64_t{DP_ATTENTION_BACKGROUND}));
    CHECK(recorder->all<host::Batch>().size() == 3);
}

TEST_CASE_FIXTURE(WithRecorder, "a secret put by another process reaches the plugin") {
    host::FileStore{folder.path() / "state", "secrets", "recorder"}.put("account/a", "value");
    CHECK(is_told("secret", std::string{"account/a"}));
}

TEST_CASE("a host that was never started ends all the same") {
    const test::TempDir folder;
    host_tests::LogKeeper log;
    const host::Host host{{PLUGINS, folder.path(), "test", log.log()}, host::parse_site(two_contacts, "s")};
    CHECK(host.has_device("door"));
    CHECK_FALSE(host.has_device("window"));
}

TEST_CASE("two hosts in one process keep apart") {
    RunningHost one{two_contacts};
    RunningHost two{two_contacts};
    one.host.invoke({one.recorder, 1}, "door", "close", {}, 0);
    REQUIRE(one.recorder->outcome(1));
    one.host.stop();
    two.host.invoke({two.recorder, 1}, "relay", "open", {}, 0);
    REQUIRE(two.recorder->outcome(1));
    two.host.stop();
    const auto batches = two.recorder->all<host::Batch>();
    CHECK(std::none_of(batches.begin(), batches.end(),
                       [](const auto& b) { return is_closed(b, "door", true); }));
}
