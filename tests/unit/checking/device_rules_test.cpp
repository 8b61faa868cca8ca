#include "host/checking/device_rules.hpp"

#include "rules.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace checking_tests;
using host::Ctl;

namespace {

// A thread's id that is not this one's.
std::thread::id other_thread() {
    std::thread other{[] {}};
    const auto id = other.get_id();
    other.join();
    return id;
}

const auto here = std::this_thread::get_id();
const auto there = other_thread();

struct Fixture {
    host::DeviceRules rules{manifest()};

    Texts enter(Ctl call, std::thread::id thread = here) { return texts(rules.enter(call, thread)); }
    Texts leave(Ctl call, std::int32_t status = DP_OK) { return texts(rules.leave(call, status, nullptr)); }
    Texts callback(const char* name, std::thread::id thread = there) {
        auto found = texts(rules.enter_callback(name, thread));
        rules.leave_callback(thread);
        return found;
    }
    Texts health(std::int32_t code) {
        callback("health_changed");
        return texts(rules.health(code, "ok", ""));
    }
    Texts batch(std::uint64_t revision) {
        callback("properties_changed");
        return texts(rules.batch(revision, {{"level", static_cast<std::int64_t>(revision)}}));
    }
    void start() {
        enter(Ctl::start);
        health(DP_HEALTH_READY);
        leave(Ctl::start);
    }
    Texts stop() {
        enter(Ctl::stop);
        health(DP_HEALTH_STOPPED);
        return leave(Ctl::stop);
    }
    Texts ask(std::uint64_t token, const char* action = "go") {
        host::Complaints found;
        rules.ask(token, manifest()->action(action), found);
        return texts(found);
    }
    Texts answered(std::uint64_t token, std::int32_t status = DP_OK, const std::string& said = "") {
        return texts(rules.answered(token, status, said));
    }
    Texts completed(std::uint64_t token) {
        callback("completed");
        return texts(rules.completed(token, DP_OK, "", true, {}));
    }
    Texts snapshot(std::uint64_t revision, std::vector<dp::NamedValue> values, std::uint64_t before = 0) {
        return texts(rules.snapshot(DP_OK, {{revision, std::move(values)}}, before));
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "a whole life without fault") {
    CHECK(enter(Ctl::start).empty());
    CHECK(health(DP_HEALTH_READY).empty());
    CHECK(batch(1).empty());
    CHECK(leave(Ctl::start).empty());
    CHECK(ask(1).empty());
    CHECK(answered(1).empty());
    CHECK(completed(1).empty());
    CHECK(snapshot(1, {{"level", std::int64_t{1}}, {"name", {}}, {"list", {}}}).empty());
    CHECK(stop().empty());
    CHECK(enter(Ctl::start).empty());
    CHECK(health(DP_HEALTH_READY).empty());
    CHECK(batch(2).empty()); // revisions rise over the whole life
    CHECK(leave(Ctl::start).empty());
    CHECK(stop().empty());
    CHECK(enter(Ctl::destroy).empty());
    CHECK(leave(Ctl::destroy).empty());
}

TEST_CASE_FIXTURE(Fixture, "callbacks one at a time") {
    start();
    rules.enter_callback("event", there);
    CHECK(texts(rules.enter_callback("completed", here)) ==
          Texts{"callbacks-serial: completed while another callback of the device was in progress"});
    rules.leave_callback(here);
    rules.leave_callback(there);
    CHECK(callback("event").empty());
}

TEST_CASE_FIXTURE(Fixture, "no callback before start and after stop") {
    CHECK_FALSE(rules.may_report());
    CHECK(callback("event") ==
          Texts{"quiet-when-stopped: event before start() or after stop(); it was dropped"});
    start();
    CHECK(rules.may_report());
    stop();
    CHECK_FALSE(rules.may_report());
    CHECK(callback("event").size() == 1);
    enter(Ctl::start);
    leave(Ctl::start, DP_INTERNAL); // a start that failed is none
    CHECK_FALSE(rules.may_report());
}

TEST_CASE_FIXTURE(Fixture, "health comes first after start, and is said once where it does not") {
    enter(Ctl::start);
    CHECK(callback("properties_changed") ==
          Texts{"health-first: properties_changed after start() before the first health"});
    CHECK(callback("properties_changed").empty());
}

TEST_CASE_FIXTURE(Fixture, "stopped is the last health, and stop() waits for the callback in progress") {
    start();
    enter(Ctl::stop);
    CHECK(leave(Ctl::stop) == Texts{"stopped-last: stop() without the health stopped at its end"});
    start();
    enter(Ctl::stop);
    health(DP_HEALTH_STOPPED);
    rules.enter_callback("event", there);
    CHECK(leave(Ctl::stop) == Texts{"stop-waits: stop() returned while a callback was in progress"});
}

TEST_CASE_FIXTURE(Fixture, "a stop that is refused changes nothing") {
    start();
    enter(Ctl::stop);
    CHECK(leave(Ctl::stop, DP_WRONG_STATE).empty());
    CHECK(rules.may_report());
}

TEST_CASE_FIXTURE(Fixture, "revisions rise by one") {
    start();
    CHECK(batch(2) == Texts{"revisions-rise: a batch with revision 2 after revision 0"});
    CHECK(batch(2) == Texts{"revisions-rise: a batch with revision 2 after revision 2"});
    CHECK(batch(3).empty());
}

TEST_CASE_FIXTURE(Fixture, "one outcome for each accepted token, before or after the answer") {
    start();
    ask(1);
    CHECK(completed(1).empty()); // before invoke() has returned
    CHECK(completed(1) == Texts{"completions-once: an outcome for token 1, which is not pending"});
    CHECK(answered(1).empty());
    CHECK(completed(1).size() == 1);
    CHECK(completed(7).size() == 1);
    ask(2);
    completed(2);
    CHECK(answered(2, DP_BUSY, "not now") ==
          Texts{"completions-once: an outcome for token 2, which was refused"});
    ask(3);
    CHECK(answered(3, DP_BUSY) == Texts{"refusals-say-why: a command refused without a sentence"});
    CHECK(completed(3).size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "stop() leaves no token without an outcome, not even one accepted meanwhile") {
    start();
    ask(5);
    answered(5);
    ask(6);
    CHECK(rules.pending() == std::vector<std::uint64_t>{5});
    CHECK(stop() == Texts{"stop-completes: a command was left without an outcome by stop(): token 5"});
    CHECK(
        answered(6) ==
        Texts{
            "stop-completes: a command accepted while stop() went on was left without an outcome: token 6"});
    CHECK(rules.pending().empty());
}

TEST_CASE_FIXTURE(Fixture, "a token is given once while it is pending: the host's fault") {
    start();
    ask(1);
    CHECK(ask(1) == Texts{"host tokens-unique: token 1 is given while it is pending"});
    answered(1);
    completed(1);
    CHECK(ask(1).empty());
}

TEST_CASE_FIXTURE(Fixture, "[ctl] functions one at a time and not from inside a callback: the host's fault") {
    enter(Ctl::start);
    CHECK(enter(Ctl::stop, there) == Texts{"host ctl-serial: stop() while start() is in progress"});
    health(DP_HEALTH_READY);
    leave(Ctl::start);
    rules.enter_callback("event", there);
    CHECK(enter(Ctl::stop, there) ==
          Texts{"host ctl-not-inside: stop() from inside a callback of the device"});
    CHECK(enter(Ctl::stop, here).empty());
}

TEST_CASE_FIXTURE(Fixture, "a snapshot has every property once and equals the batches") {
    start();
    batch(1);
    const dp::NamedValue name{"name", {}};
    const dp::NamedValue list{"list", {}};
    const dp::NamedValue level{"level", std::int64_t{1}};
    CHECK(snapshot(1, {level, name}) == Texts{"snapshot-complete: a snapshot without list"});
    CHECK(snapshot(1, {level, name, list, list}).size() == 1);
    CHECK(snapshot(1, {{"level", std::int64_t{2}}, name, list}) ==
          Texts{"snapshot-equals-batches: a snapshot with another value of level than the batches up to its "
                "revision"});
    CHECK(snapshot(2, {{"level", std::int64_t{2}}, name, list}).empty()); // its batch is on its way
    CHECK(snapshot(0, {level, name, list}, 1) ==
          Texts{"snapshot-equals-batches: a snapshot of revision 0 when 1 was told"});
    CHECK(texts(rules.snapshot(DP_OK, {}, 0)) ==
          Texts{"snapshot-complete: a snapshot was written 0 times for status 0"});
}

TEST_CASE_FIXTURE(Fixture, "a health has a cause, and a refusal of reconfigure() a sentence") {
    start();
    CHECK(texts(rules.health(DP_HEALTH_READY, "", "")) == Texts{"codes-are-known: a health without a cause"});
    const std::string nothing;
    enter(Ctl::reconfigure);
    CHECK(texts(rules.leave(Ctl::reconfigure, DP_BAD_ARGUMENT, &nothing)) ==
          Texts{"refusals-say-why: reconfigure() refused without a sentence"});
}
