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
    CHECK(value_of(manifest::Property::artist, view, {}) == dp::Value{std::string{"First, Second"}});
    view.player.artists.clear();
    CHECK(value_of(manifest::Property::artist, view, {}) == dp::Value{});
}

TEST_CASE("actions by their ids") {
    CHECK(action_of("pause") == manifest::Action::pause);
    CHECK_FALSE(action_of("Pause"));
    CHECK_FALSE(action_of(""));
    CHECK(status_of(spotify::Result::no_target) == dp::Status::no_target);
}

TEST_CASE("what plays in another room is not this zone's to show as its own") {
    spotify::View view;
    view.is_known = true;
    view.status.status = Status::online;
    view.player.content = spotify::player::Content::track;
    view.player.is_playing = true;
    view.player.name = "Song";
    view.player.device = spotify::player::Device{"id", "Kitchen", "Speaker", false, 30, true, true};
    Zone zone;
    zone.name = "Lobby";
    using enum manifest::Property;
    CHECK(value_of(is_active_here, view, zone) == dp::Value{false});
    CHECK(value_of(is_playing, view, zone) == dp::Value{false});
    CHECK(value_of(volume, view, zone) == dp::Value{});
    CHECK(value_of(muted, view, zone) == dp::Value{});
    CHECK(value_of(can_pause, view, zone) == dp::Value{false});
    CHECK(value_of(can_play, view, zone) == dp::Value{true}); // brings it here
    CHECK(value_of(track_name, view, zone) == dp::Value{std::string{"Song"}});
    zone.name = "Kitchen";
    CHECK(value_of(is_active_here, view, zone) == dp::Value{true});
    CHECK(value_of(is_playing, view, zone) == dp::Value{true});
    CHECK(value_of(volume, view, zone) == dp::Value{std::int64_t{30}});
    CHECK(value_of(can_pause, view, zone) == dp::Value{true});
}

TEST_CASE("the volume: 0 is 0 and muted, null is not known and cannot be set") {
    spotify::View view;
    view.is_known = true;
    view.status.status = Status::online;
    view.player.content = spotify::player::Content::track;
    view.player.device = spotify::player::Device{"id", "Kitchen", "Speaker", false, 0, true, true};
    using enum manifest::Property;
    CHECK(value_of(volume, view, {}) == dp::Value{std::int64_t{0}});
    CHECK(value_of(muted, view, {}) == dp::Value{true});
    CHECK(value_of(can_set_volume, view, {}) == dp::Value{true});
    view.player.device->volume_percent.reset();
    CHECK(value_of(volume, view, {}) == dp::Value{});
    CHECK(value_of(muted, view, {}) == dp::Value{});
    CHECK(value_of(can_set_volume, view, {}) == dp::Value{false});
}
