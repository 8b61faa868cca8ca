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

} // namespace

TEST_CASE("after a clean end the count is exact") {
    CountingState state;
    Governor governor;
    Deadlines deadlines{state, governor, "client"};
    const auto now = Clock::now();
    send(governor, deadlines, now, 12);
    deadlines.finish(now);
    Governor restarted;
    Deadlines{state, restarted, "client"}.restore(Clock::now());
    CHECK(restarted.sent_in_a_day(Clock::now()) == 12);
    Governor another;
    Deadlines{state, another, "another client"}.restore(Clock::now());
    CHECK(another.sent_in_a_day(Clock::now()) == 0);
}

TEST_CASE("after a crash no request is forgotten, and few are made up") {
    for (const int sent : {1, 29, 31, 75}) {
        CountingState state;
        Governor governor;
        Deadlines deadlines{state, governor, "client"};
        send(governor, deadlines, Clock::now(), sent);
        Governor restarted;
        Deadlines{state, restarted, "client"}.restore(Clock::now());
        CHECK(restarted.sent_in_a_day(Clock::now()) >= sent);
        CHECK(restarted.sent_in_a_day(Clock::now()) <= sent + 30);
    }
}

TEST_CASE("a usual pace stores once a minute") {
    CountingState state;
    Governor governor;
    Deadlines deadlines{state, governor, "client"};
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
    Deadlines{replaced, governor, "client"}.restore(Clock::now());
    CHECK(governor.sent_in_a_day(Clock::now()) == 18);
}

TEST_CASE("a store that fails costs nothing now") {
    CountingState state;
    state.is_broken = true;
    Governor governor;
    Deadlines deadlines{state, governor, "client"};
    send(governor, deadlines, Clock::now(), 40);
    deadlines.refused(Api::web_api, answer(429, "", {{"retry-after", "60"}}), Clock::now());
    CHECK(governor.closed_until(Api::web_api, Clock::now()));
    deadlines.finish(Clock::now());
    CHECK(state.puts > 0);
}
