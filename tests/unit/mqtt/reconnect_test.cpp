#include "mqtt/reconnect.hpp"

#include <doctest/doctest.h>

using avhost::mqtt::reconnect_delay;
using namespace std::chrono_literals;

TEST_CASE("the wait doubles up to a minute and is spread by chance") {
    CHECK(reconnect_delay(0, 0) == 250ms);
    CHECK(reconnect_delay(0, 1) == 1000ms);
    CHECK(reconnect_delay(1, 1) == 2000ms);
    CHECK(reconnect_delay(3, 0.5) == 5000ms);
    for (const unsigned many : {6U, 7U, 31U, 32U, 4'000'000'000U}) {
        CHECK(reconnect_delay(many, 1) == 60s);
        CHECK(reconnect_delay(many, 0) == 15s);
    }
}
