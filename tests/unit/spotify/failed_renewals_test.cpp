#include "auth/failed_renewals.hpp"

#include <doctest/doctest.h>

using namespace spotify::auth;
using namespace std::chrono_literals;
using State = SignIn::State;

TEST_CASE("failed renewals are counted by what they came to, from the first one on") {
    const FailedRenewals::TimePoint begin{};
    FailedRenewals failed;
    CHECK_FALSE(failed.find(State::trouble));
    failed.add(State::trouble, begin + 1s);
    failed.add(State::client_wrong, begin + 2s);
    failed.add(State::trouble, begin + 3s);
    CHECK(failed.find(State::trouble)->since == begin + 1s);
    CHECK(failed.find(State::trouble)->times == 2);
    CHECK(failed.find(State::client_wrong)->since == begin + 2s);
    CHECK(failed.find(State::client_wrong)->times == 1);
    CHECK_FALSE(failed.find(State::waiting));
    failed.clear();
    CHECK_FALSE(failed.find(State::client_wrong));
    failed.add(State::trouble, begin + 4s);
    CHECK(failed.find(State::trouble)->since == begin + 4s);
    CHECK(failed.find(State::trouble)->times == 1);
}

TEST_CASE("pauses are doubled up to a limit, and jitter adds a quarter at most") {
    CHECK(retry_pause(State::trouble, 1, 0) == 2s);
    CHECK(retry_pause(State::trouble, 4, 0) == 16s);
    CHECK(retry_pause(State::storage, 4, 1) == 20s);
    CHECK(retry_pause(State::trouble, 9, 0) == 5min);
    CHECK(retry_pause(State::trouble, 4'000'000'000, 0) == 5min);
    CHECK(retry_pause(State::client_wrong, 1, 0) == 1s);
    CHECK(retry_pause(State::client_wrong, 10, 0) == 512s);
    CHECK(retry_pause(State::client_wrong, 11, 0) == 15min);
}

TEST_CASE(
    "a wrong client id is found by repetition within 20 s of the first answer, however the jitter falls") {
    for (const double jitter : {0.0, 0.5, 1.0}) {
        std::chrono::milliseconds at{};
        unsigned times = 1;
        for (; at < 10s; ++times) {
            at += retry_pause(State::client_wrong, times, jitter);
        }
        CHECK(times >= 3);
        CHECK(at < 20s);
    }
}
