// What is long and seldom changes is held once: by what is believed, shown and published, from poll to poll.
#include "account/playback.hpp"
#include "speaker.hpp"

#include <doctest/doctest.h>

using namespace account_tests;
namespace player = spotify::player;

namespace {

constexpr const char* context = "spotify:playlist:3c4d5e6f7g8h9i0j1k2l3m";

Speaker playing_from_a_list() {
    Speaker speaker;
    speaker.state.context = context;
    return speaker;
}

} // namespace

TEST_CASE("a poll that changes only the position shares item, device and context with the view before") {
    auto speaker = playing_from_a_list();
    Timeline timeline(std::ref(speaker));
    timeline.pass(1s);
    const auto before = timeline.view();
    REQUIRE(before.player.item->name == "One");
    REQUIRE(before.player.context->uri == context);
    const auto published = timeline.views().size();
    speaker.state.progress_ms = 90'000;
    timeline.pass(30s);
    REQUIRE(timeline.views().size() > published);
    const auto& after = timeline.view();
    REQUIRE(after.player.progress_ms != before.player.progress_ms);
    CHECK(after.player.item.is_same(before.player.item));
    CHECK(after.player.device.is_same(before.player.device));
    CHECK(after.player.context.is_same(before.player.context));
}

TEST_CASE("a volume that was promised costs the device alone, and once") {
    auto speaker = playing_from_a_list();
    Timeline timeline(std::ref(speaker));
    timeline.pass(1s);
    const auto before = timeline.view();
    const auto seen = timeline.views().size();
    timeline.submit(player::SetVolume{60});
    speaker.state.shuffle = true; // so that there is another view while it is promised
    timeline.pass(5s);
    speaker.state.shuffle = false; // and one after that
    timeline.pass(30s);
    REQUIRE(timeline.views().size() >= seen + 3);
    for (auto i = seen; i < timeline.views().size(); ++i) {
        const auto& view = timeline.views()[i].view;
        CHECK(view.player.device->volume_percent == 60);
        CHECK(view.player.device.is_same(timeline.views()[seen].view.player.device));
        CHECK(view.player.item.is_same(before.player.item));
    }
    CHECK(before.player.device->volume_percent == 30);
}

TEST_CASE("another track is another item on the same device") {
    auto speaker = playing_from_a_list();
    Timeline timeline(std::ref(speaker));
    timeline.pass(1s);
    const auto before = timeline.view();
    speaker.state.name = "Two";
    timeline.pass(30s);
    const auto& after = timeline.view();
    CHECK(after.player.item->name == "Two");
    CHECK(before.player.item->name == "One");
    CHECK(after.player.device.is_same(before.player.device));
    CHECK(after.player.context.is_same(before.player.context));
}

TEST_CASE("a list that is read again and is the same is the same constant") {
    auto speaker = playing_from_a_list();
    speaker.state.is_playing = false;
    Timeline timeline(std::ref(speaker), {player::Attention::looking, "", 100});
    timeline.pass(1min);
    const auto before = timeline.view();
    REQUIRE(before.devices);
    const auto reads = timeline.sent("GET", "/me/player/devices").size();
    timeline.pass(20min);
    REQUIRE(timeline.sent("GET", "/me/player/devices").size() > reads);
    speaker.state.volume = 31; // so that there is another view
    timeline.pass(1min);
    const auto& after = timeline.view();
    REQUIRE(after.player.device->volume_percent == 31);
    CHECK(after.devices.is_same(before.devices));
}

TEST_CASE("what was promised and has come is believed and shown as one constant") {
    spotify::account::Playback playback;
    const TimePoint now = TimePoint{} + 24h;
    const auto seen = [&](std::int64_t volume, Millis after) {
        player::PlayerState state;
        state.item = player::Item{.content = player::Content::track, .uri = "spotify:track:1"};
        state.device = player::Device{.name = "Hall", .volume_percent = volume};
        return player::Shown{state, player::Anchor{1'000, now + after}};
    };
    playback.take_in(seen(30, 0ms), false, now);
    playback.reckon({}, now);
    spotify::account::Pending taken;
    taken.command = player::SetVolume{60};
    playback.promise(taken, now);
    playback.reckon({}, now);
    REQUIRE(playback.shown().state.device->volume_percent == 60);
    REQUIRE(playback.believed().device->volume_percent == 30);
    playback.take_in(seen(60, 1s), false, now + 1s);
    playback.reckon({}, now + 1s);
    CHECK(playback.believed().device.is_same(playback.shown().state.device));
    CHECK(playback.believed().item.is_same(playback.shown().state.item));
}
