#include "api/governor_memory.hpp"
#include "base/wall_clock.hpp"
#include "fakes.hpp"

#include <doctest/doctest.h>

using namespace fakes;
using spotify::Deadlines;
using spotify::api::Governor;
using spotify::api::Priority;
using Api = spotify::api::Service;
using spotify::net::Clock;

namespace {

Inline at_once;

std::shared_ptr<Deadlines> made(spotify::StateStore& state, Governor& governor, const char* name = "client") {
    return std::make_shared<Deadlines>(state, at_once, governor, name);
}

// Counts how often something is stored.
class CountingState final : public spotify::StateStore {
public:
    std::optional<std::string> get(const std::string& key) override { return state_.get(key); }
    void put(const std::string& key, const std::string& value) override {
        ++puts;
        if (is_broken) {
            throw spotify::StorageError("the disk is full");
        }
        state_.put(key, value);
    }
    void remove(const std::string& key) override { state_.remove(key); }
    int puts = 0;
    bool is_broken = false;

private:
    State state_;
};

void send(Governor& governor, Deadlines& deadlines, Clock::time_point now, int times) {
    for (int i = 0; i < times; ++i) {
        deadlines.cover(now);
        REQUIRE(governor.leave(Api::web_api, Priority::command, now));
    }
}

// A machine whose wall clock and boots are set by hand. The steady clock of each process goes on by itself.
struct Machine {
    static constexpr std::int64_t noon = 1'770'000'000'000;
    spotify::RestartMoment moment{noon, "boot 1", 3'600'000ms};
    State state = {};

    void pass(std::chrono::milliseconds time) {
        moment.epoch_ms += time.count();
        moment.since_boot += time;
    }
    void step_wall_clock(std::chrono::milliseconds by) { moment.epoch_ms += by.count(); }
    void boot(std::chrono::milliseconds took) {
        moment.epoch_ms += took.count();
        moment.boot = "boot 2";
        moment.since_boot = took;
    }
    // What a process that refused() a request with this Retry-After leaves behind.
    void leave_refused(const std::string& retry_after) {
        Governor governor;
        deadlines(governor)->refused(Api::web_api, answer(429, "", {{"retry-after", retry_after}}), steady);
    }
    // How long the next process waits.
    std::chrono::milliseconds wait() {
        Governor governor;
        deadlines(governor)->restore(steady);
        const auto until = governor.closed_until(Api::web_api, steady);
        return until ? std::chrono::duration_cast<std::chrono::milliseconds>(*until - steady) : 0ms;
    }
    std::shared_ptr<Deadlines> deadlines(Governor& governor) {
        return std::make_shared<Deadlines>(
            state, at_once, governor, "client", [] { return 0.0; }, [this] { return moment; });
    }
    Clock::time_point steady{48h};
};

} // namespace

TEST_CASE("within one boot a wait is over when it is over, whatever the wall clock did meanwhile") {
    for (const auto step : {0ms, 60'000ms, -60'000ms, 86'400'000ms, -86'400'000ms * 365}) {
        CAPTURE(step.count());
        Machine machine;
        machine.leave_refused("600");
        machine.pass(200s);
        machine.step_wall_clock(step);
        CHECK(machine.wait() == 400s);
        machine.pass(400s);
        CHECK(machine.wait() == 0ms);
    }
}

TEST_CASE("after a boot a wait is never longer than it was, nor longer than the boot leaves of it") {
    Machine machine;
    machine.leave_refused("600");
    SUBCASE("with a clock that went on") {
        machine.boot(50s);
        CHECK(machine.wait() == 550s);
    }
    SUBCASE("with a clock that lost an hour") {
        machine.boot(50s);
        machine.step_wall_clock(-1h);
        CHECK(machine.wait() == 550s);
    }
    SUBCASE("with a clock that begins in 1970") {
        machine.boot(50s);
        machine.moment.epoch_ms = 50'000;
        CHECK(machine.wait() == 550s);
    }
    SUBCASE("long after") {
        machine.boot(50s);
        machine.step_wall_clock(1h);
        CHECK(machine.wait() == 0ms);
    }
}

TEST_CASE(
    "where no boot can be told from another the wall clock serves, and a wait is not longer than it was") {
    Machine machine;
    machine.moment.boot.clear();
    machine.leave_refused("600");
    machine.pass(100s);
    CHECK(machine.wait() == 500s);
    machine.step_wall_clock(-24h);
    CHECK(machine.wait() == 600s);
}

TEST_CASE("what an older plugin has stored is read by the wall clock") {
    Machine machine;
    Governor governor;
    machine.state.put("deadlines/" + spotify::Secret{"client"}.fingerprint().substr(0, 16),
                      R"({"web_api":1770000090000,"accounts":0,"lists":0,"sent":[[1769999990000,7]]})");
    machine.deadlines(governor)->restore(machine.steady);
    CHECK(governor.closed_until(Api::web_api, machine.steady) == machine.steady + 90s);
    CHECK(governor.sent_in_a_day(machine.steady) == 7);
}

TEST_CASE(
    "what was sent counts for a day of 24 hours over a restart, whatever the wall clock did meanwhile") {
    for (const auto step : {-48h, 0h, 48h}) {
        CAPTURE(step.count());
        Machine machine;
        {
            Governor governor;
            const auto deadlines = machine.deadlines(governor);
            send(governor, *deadlines, machine.steady, 40);
            deadlines->finish(machine.steady);
        }
        machine.step_wall_clock(step);
        const auto counted = [&machine] {
            Governor governor;
            machine.deadlines(governor)->restore(machine.steady);
            return governor.sent_in_a_day(machine.steady);
        };
        machine.pass(23h);
        CHECK(counted() == 40);
        machine.pass(2h);
        CHECK(counted() == 0);
    }
}

TEST_CASE("the machine's own door tells boots apart where the kernel does, and counts on") {
    const auto first = spotify::restart_moment_now();
    const auto second = spotify::restart_moment_now();
    CHECK(first.boot == second.boot);
    CHECK(second.since_boot >= first.since_boot);
    CHECK(first.since_boot > 0ms);
    CHECK(spotify::elapsed_between(first, second) >= 0ms);
}

TEST_CASE("after a clean end the count is exact") {
    CountingState state;
    Governor governor;
    const auto owned = made(state, governor);
    auto& deadlines = *owned;
    const auto now = Clock::now();
    send(governor, deadlines, now, 12);
    deadlines.finish(now);
    Governor restarted;
    made(state, restarted, "client")->restore(Clock::now());
    CHECK(restarted.sent_in_a_day(Clock::now()) == 12);
    Governor another;
    made(state, another, "another client")->restore(Clock::now());
    CHECK(another.sent_in_a_day(Clock::now()) == 0);
}

TEST_CASE("after a crash no request is forgotten, and few are made up") {
    for (const int sent : {1, 29, 31, 75}) {
        CountingState state;
        Governor governor;
        const auto owned = made(state, governor);
        auto& deadlines = *owned;
        send(governor, deadlines, Clock::now(), sent);
        Governor restarted;
        made(state, restarted, "client")->restore(Clock::now());
        CHECK(restarted.sent_in_a_day(Clock::now()) >= sent);
        CHECK(restarted.sent_in_a_day(Clock::now()) <= sent + 30);
    }
}

TEST_CASE("a usual pace stores once a minute") {
    CountingState state;
    Governor governor;
    const auto owned = made(state, governor);
    auto& deadlines = *owned;
    const auto start = Clock::now();
    for (auto now = start; now < start + 10min; now += 5s) {
        send(governor, deadlines, now, 1);
    }
    CHECK(state.puts == 10);
}

TEST_CASE("counts of yesterday are not put back, and those of a clock that ran ahead are") {
    const auto now_ms = spotify::epoch_ms_now();
    const auto hours = [now_ms](int count) { return now_ms + std::int64_t{count} * 3'600'000; };
    Governor governor;
    struct Replaced final : spotify::StateStore {
        std::string text;
        std::optional<std::string> get(const std::string&) override { return text; }
        void put(const std::string&, const std::string&) override {}
        void remove(const std::string&) override {}
    } replaced;
    replaced.text = spotify::api::to_text({0, 0, 0, {{hours(-30), 5}, {hours(-20), 7}, {hours(48), 11}}});
    made(replaced, governor)->restore(Clock::now());
    CHECK(governor.sent_in_a_day(Clock::now()) == 18);
}

TEST_CASE("a store that fails costs nothing now") {
    CountingState state;
    state.is_broken = true;
    Governor governor;
    const auto owned = made(state, governor);
    auto& deadlines = *owned;
    send(governor, deadlines, Clock::now(), 40);
    deadlines.refused(Api::web_api, answer(429, "", {{"retry-after", "60"}}), Clock::now());
    CHECK(governor.closed_until(Api::web_api, Clock::now()));
    deadlines.finish(Clock::now());
    CHECK(state.puts > 0);
}
