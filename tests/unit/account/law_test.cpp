// The law of the machine, over random states: before due() a turn in which nothing has happened changes nothing, and
// at due() something is done or due() moves.
#include "random_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace account_tests;
using namespace std::chrono_literals;
using spotify::account::MomentChanged;

namespace {

constexpr std::uint64_t worlds = 150;
constexpr int steps = 300;

// What an account does, by the indices of Effect, when nothing has happened until then.
std::string passed(Account& account, const RandomWorld& world, TimePoint then) {
    std::string done;
    for (const auto& effect : account.take(MomentChanged{}, world.at(then))) {
        done += std::to_string(effect.index()) + ' ';
    }
    return done;
}

void check_before(RandomWorld& world, TimePoint end) {
    const auto first = world.between(world.now(), end);
    const auto second = world.between(first, end);
    auto twice = world.account();
    auto once = world.account();
    CHECK(passed(twice, world, first) == "");
    CHECK(twice.due() == world.account().due());
    CHECK(passed(twice, world, second) == "");
    CHECK(passed(once, world, second) == "");
    CHECK(once == twice);
}

} // namespace

TEST_CASE("before it is due an account does nothing, and when it is due it does something or is due later") {
    std::size_t states = 0;
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        RandomWorld world(seed);
        for (int i = 0; i < steps; ++i) {
            CAPTURE(seed);
            CAPTURE(i);
            world.step();
            ++states;
            const auto due = world.account().due();
            if (due) {
                REQUIRE(*due > world.now());
                auto then = world.account();
                const bool has_acted = !passed(then, world, *due).empty();
                CHECK((has_acted || then.due() > due || !then.due()));
            }
            check_before(world, due.value_or(world.now() + 10min));
        }
    }
    MESSAGE(std::to_string(states) << " states");
}

TEST_CASE(
    "whatever happens, what was asked for is completed once, and at the end of the account at the latest") {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        RandomWorld world(1'000 + seed);
        for (int i = 0; i < steps; ++i) {
            world.step();
        }
        CAPTURE(seed);
        CHECK(world.stop_completes_all());
    }
}
