// What the log says of a device's health.
#include "health_log.hpp"

#include <doctest/doctest.h>

using namespace plugin;

namespace {

HealthReport limited(const std::string& until) {
    return {dp::Health::degraded, "rate_limited", "Spotify asked to be left alone until " + until};
}

const HealthReport ready{dp::Health::ready, "ok", ""};

} // namespace

TEST_CASE("passing trouble is one line when it begins and one when it ends, however long it lasts") {
    HealthLog log;
    CHECK(log.take({dp::Health::connecting, "connecting", "Connecting to Spotify"}));
    CHECK_FALSE(log.take(ready));
    const auto begin = log.take(limited("14:05:01"));
    REQUIRE(begin);
    CHECK(begin->level == dp::LogLevel::warning);
    CHECK(begin->category == "rate_limited");
    CHECK(begin->text == "Spotify asked to be left alone until 14:05:01");
    for (int second = 2; second < 60; ++second) {
        CHECK_FALSE(log.take(limited("14:05:" + std::to_string(second))));
    }
    CHECK(log.take(ready) == HealthLine{dp::LogLevel::info, "ok", "Connected to Spotify again"});
    CHECK_FALSE(log.take(ready));
    CHECK(log.take(limited("15:00:00"))); // another time
}

TEST_CASE("a zone that shows up is no connection that comes back") {
    HealthLog log;
    CHECK(log.take({dp::Health::degraded, "zone_unknown", "There is no Bar"}));
    CHECK(log.take(ready) ==
          HealthLine{dp::LogLevel::info, "ok", "Spotify shows the device of this zone now"});
    CHECK_FALSE(log.take(ready));
}

TEST_CASE("other trouble is a line of its own, and what needs a person is said each time") {
    HealthLog log;
    CHECK(log.take(limited("14:05:01")));
    CHECK(log.take({dp::Health::degraded, "offline", "Spotify cannot be reached"}));
    CHECK_FALSE(log.take({dp::Health::degraded, "offline", "The name servers do not answer"}));
    const auto expired = log.take({dp::Health::sign_in_required, "sign_in_needed", "Expired"});
    REQUIRE(expired);
    CHECK(expired->level == dp::LogLevel::error);
    CHECK(log.take({dp::Health::sign_in_required, "sign_in_needed", "Revoked"}));
    CHECK(log.take(ready));
}

TEST_CASE("a device that is stopped in trouble has not recovered when it is ready later") {
    HealthLog log;
    CHECK(log.take(limited("14:05:01")));
    CHECK_FALSE(log.take({dp::Health::stopped, "stopped", ""}));
    CHECK_FALSE(log.take(ready));
}
