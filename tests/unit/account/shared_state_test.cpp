// What is long and seldom changes is held once: by what is believed, shown and published, from poll to poll.
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
    timeline.pass(3s); // and polls that confirm it
    REQUIRE(timeline.views().size() > seen);
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
