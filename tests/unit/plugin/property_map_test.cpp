#include "action_map.hpp"
#include "property_map.hpp"

#include <doctest/doctest.h>

using namespace plugin;
using spotify::Status;

TEST_CASE("health from status, as the house plan says") {
    const auto health = [](Status status) { return health_of({status, "text"}).health; };
    CHECK((health(Status::online) == dp::Health::ready));
    CHECK((health(Status::connecting) == dp::Health::connecting));
    CHECK((health(Status::rate_limited) == dp::Health::degraded));
    CHECK((health(Status::offline) == dp::Health::degraded));
    CHECK((health(Status::zone_unknown) == dp::Health::degraded));
    CHECK((health(Status::not_configured) == dp::Health::bad_config));
    CHECK((health(Status::sign_in_needed) == dp::Health::sign_in_required));
    CHECK((health(Status::premium_required) == dp::Health::failed));
    CHECK((health(Status::not_allowed) == dp::Health::failed));
    CHECK((health(Status::failed) == dp::Health::failed));
    CHECK(health_of({Status::online, "x"}) == HealthReport{dp::Health::ready, "ok", ""});
    CHECK(health_of({Status::offline, "x"}) == HealthReport{dp::Health::degraded, "offline", "x"});
}

TEST_CASE("a zone whose name was never seen says so, while the account has nothing worse to say") {
    spotify::View view;
    view.status = {Status::online, "Connected to Spotify"};
    view.unknown_zones = {{"Bar", "There is no Bar"}};
    Zone bar;
    bar.name = "Bar";
    Zone lobby;
    lobby.name = "Lobby";
    using enum manifest::Property;
    CHECK(value_of(status, view, bar) == dp::Value{std::string{"zone_unknown"}});
    CHECK(value_of(status_text, view, bar) == dp::Value{std::string{"There is no Bar"}});
    CHECK(health_of(bar.status_of(view)) ==
          HealthReport{dp::Health::degraded, "zone_unknown", "There is no Bar"});
    for (const auto& other : {lobby, Zone{}}) {
        CHECK(value_of(status, view, other) == dp::Value{std::string{"online"}});
        CHECK(value_of(status_text, view, other) == dp::Value{std::string{"Connected to Spotify"}});
    }
    view.status = {Status::offline, "Spotify cannot be reached"};
    CHECK(value_of(status, view, bar) == dp::Value{std::string{"offline"}});
}

TEST_CASE("to play elsewhere is offered where there is no zone") {
    spotify::View view;
    view.is_known = true;
    view.devices = std::vector<spotify::player::Device>{};
    Zone zone;
    CHECK(value_of(manifest::Property::devices, view, zone) == dp::Value{dp::Json{"[]"}});
    zone.name = "Bar";
    CHECK(value_of(manifest::Property::devices, view, zone) == dp::Value{});
}

TEST_CASE("several artists become one text, none is not known") {
    spotify::View view;
    view.is_known = true;
    view.player.item.own().artists = {"First", "Second"};
    CHECK(value_of(manifest::Property::artist, view, {}) == dp::Value{std::string{"First, Second"}});
    view.player.item.own().artists.clear();
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
    view.player.item.own().content = spotify::player::Content::track;
    view.player.is_playing = true;
    view.player.item.own().name = "Song";
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
    CHECK(value_of(can_start, view, zone) == dp::Value{true});
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
    view.player.item.own().content = spotify::player::Content::track;
    view.player.device = spotify::player::Device{"id", "Kitchen", "Speaker", false, 0, true, true};
    using enum manifest::Property;
    CHECK(value_of(volume, view, {}) == dp::Value{std::int64_t{0}});
    CHECK(value_of(muted, view, {}) == dp::Value{true});
    CHECK(value_of(can_set_volume, view, {}) == dp::Value{true});
    view.player.device.own().volume_percent.reset();
    CHECK(value_of(volume, view, {}) == dp::Value{});
    CHECK(value_of(muted, view, {}) == dp::Value{});
    CHECK(value_of(can_set_volume, view, {}) == dp::Value{false});
}
