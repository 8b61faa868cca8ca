#include "action_map.hpp"
#include "property_map.hpp"

#include <doctest/doctest.h>

using namespace plugin;
using spotify::Status;

TEST_CASE("health from status, as the house plan says") {
    const auto health = [](Status status) { return health_of({status, "text"}).health; };
    CHECK(health(Status::online) == DP_HEALTH_READY);
    CHECK(health(Status::connecting) == DP_HEALTH_CONNECTING);
    CHECK(health(Status::rate_limited) == DP_HEALTH_DEGRADED);
    CHECK(health(Status::offline) == DP_HEALTH_DEGRADED);
    CHECK(health(Status::not_configured) == DP_HEALTH_BAD_CONFIG);
    CHECK(health(Status::sign_in_needed) == DP_HEALTH_SIGN_IN_REQUIRED);
    CHECK(health(Status::premium_required) == DP_HEALTH_FAILED);
    CHECK(health(Status::not_allowed) == DP_HEALTH_FAILED);
    CHECK(health(Status::failed) == DP_HEALTH_FAILED);
    CHECK(health_of({Status::online, "x"}) == HealthReport{DP_HEALTH_READY, "ok", ""});
    CHECK(health_of({Status::offline, "x"}) == HealthReport{DP_HEALTH_DEGRADED, "offline", "x"});
}

TEST_CASE("several artists become one text, none is not known") {
    spotify::View view;
    view.is_known = true;
    view.player.artists = {"First", "Second"};
    CHECK(value_of(manifest::Property::artist, view) == dp::Value{std::string{"First, Second"}});
    view.player.artists.clear();
    CHECK(value_of(manifest::Property::artist, view) == dp::Value{});
}

TEST_CASE("actions by their ids") {
    CHECK(action_of("pause") == manifest::Action::pause);
    CHECK_FALSE(action_of("Pause"));
    CHECK_FALSE(action_of(""));
    CHECK(command_of(manifest::Action::play_pause) == spotify::Command::play_pause);
    CHECK(status_of(spotify::Result::no_target) == dp::Status::no_target);
}
