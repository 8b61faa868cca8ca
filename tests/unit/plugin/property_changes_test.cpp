#include "property_changes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace plugin;
using spotify::View;
namespace player = spotify::player;

namespace {

Source playing() {
    View view;
    view.is_known = true;
    view.status = {spotify::Status::online, "Connected to Spotify"};
    view.player.item = player::Item{.content = player::Content::track,
                                    .uri = "spotify:track:1",
                                    .name = "One",
                                    .artists = {"First", "Second"},
                                    .duration_ms = 200'000};
    view.player.is_playing = true;
    view.player.progress_ms = 1'000;
    view.player.context = player::Context{"spotify:album:a", "album"};
    view.player.device = player::Device{"id", "Kitchen", "Speaker", false, 30, true, true};
    view.progress_at_ms = 1'764'000'000'000;
    return {std::make_shared<const View>(std::move(view)), {.name = "Kitchen"}};
}

// Changes of one part each, and the groups that are made of it.
struct Change {
    const char* name;
    std::set<Group> groups;
    std::function<void(Source&)> make;
};
using enum Group;
const std::vector<Change> every_change{
    {"is known",
     {item, progress, context, Group::player, favorite, queue},
     [](Source& of) { of.view.own().is_known = !of.view->is_known; }},
    {"item",
     {item, Group::player},
     [](Source& of) {
         of.view.own().player.item = player::Item{player::Content::episode, "u", "Two"};
     }},
    {"no item", {item, Group::player}, [](Source& of) { of.view.own().player.item.reset(); }},
    {"position", {progress}, [](Source& of) { of.view.own().player.progress_ms = 5'000; }},
    {"its time", {progress}, [](Source& of) { of.view.own().progress_at_ms += 5'000; }},
    {"context", {context}, [](Source& of) { of.view.own().player.context.reset(); }},
    {"device",
     {Group::player},
     [](Source& of) { of.view.own().player.device = player::Device{"e", "Echo", "tv", false, 0, true}; }},
    {"no device", {Group::player}, [](Source& of) { of.view.own().player.device.reset(); }},
    {"a pause", {Group::player}, [](Source& of) { of.view.own().player.is_playing = false; }},
    {"shuffle", {Group::player}, [](Source& of) { of.view.own().player.shuffle = true; }},
    {"repeat", {Group::player}, [](Source& of) { of.view.own().player.repeat = "track"; }},
    {"disallows", {Group::player}, [](Source& of) { of.view.own().player.disallows.seeking = true; }},
    {"status",
     {connection, Group::player},
     [](Source& of) {
         of.view.own().status = {spotify::Status::offline, "Spotify cannot be reached"};
     }},
    {"status text", {connection}, [](Source& of) { of.view.own().status.text += ", still"; }},
    {"unknown zone",
     {connection},
     [](Source& of) {
         of.view.own().unknown_zones = {{"Kitchen", "There is no Kitchen"}};
     }},
    {"stale", {connection}, [](Source& of) { of.view.own().is_stale = true; }},
    {"rate limit", {connection}, [](Source& of) { of.view.own().rate_limited_until_ms = 9; }},
    {"link", {connection}, [](Source& of) { of.view.own().sign_in_url = spotify::SharedText("https://x"); }},
    {"end of the sign-in", {connection}, [](Source& of) { of.view.own().sign_in_ends_ms = 9; }},
    {"interval", {requests}, [](Source& of) { of.view.own().poll_interval_ms = 9; }},
    {"requests", {requests}, [](Source& of) { of.view.own().requests_today = 9; }},
    {"budget", {requests}, [](Source& of) { of.view.own().requests_per_day = 9; }},
    {"account", {account}, [](Source& of) { of.view.own().account_name = std::string{"Name"}; }},
    {"queue",
     {queue},
     [](Source& of) {
         of.view.own().queue = std::vector{spotify::api::QueueItem{"u", "N", {}, {}}};
     }},
    {"devices", {devices}, [](Source& of) { of.view.own().devices = std::vector{player::Device{}}; }},
    {"playlists",
     {playlists},
     [](Source& of) {
         of.view.own().playlists = std::vector{spotify::api::Playlist{"P", "u", {}}};
     }},
    {"favourite", {favorite}, [](Source& of) { of.view.own().is_favorite = true; }},
    {"nothing shown", {}, [](Source& of) { of.view.own().player.is_private = !of.view->player.is_private; }},
    {"zone", {connection, Group::player, devices}, [](Source& of) { of.zone.name = "Hall"; }},
    {"no zone", {connection, Group::player, devices}, [](Source& of) { of.zone.name.clear(); }},
    {"presets", {presets}, [](Source& of) { of.zone.presets = std::vector{Preset{}}; }},
    {"last action",
     {last_action},
     [](Source& of) {
         of.zone.last_action = LastAction{"pause", "ok", "", 1};
     }},
};

std::set<Group> differing(const Source& before, const Source& after) {
    std::set<Group> groups;
    for (std::size_t i = 0; i < group_count; ++i) {
        if (differs(static_cast<Group>(i), before, after)) {
            groups.insert(static_cast<Group>(i));
        }
    }
    return groups;
}

std::vector<std::string> names_of(const std::vector<dp::NamedValue>& values) {
    std::vector<std::string> names;
    std::ranges::transform(values, std::back_inserter(names), &dp::NamedValue::name);
    return names;
}

// What the host has after a batch.
void fold(std::vector<dp::NamedValue>& into, const std::vector<dp::NamedValue>& batch) {
    for (const auto& [name, value] : batch) {
        std::ranges::find(into, name, &dp::NamedValue::name)->value = value;
    }
}

} // namespace

TEST_CASE("a poll that moves the position renders that alone") {
    const auto before = playing();
    auto after = before;
    after.view.own().player.progress_ms = 9'000;
    after.view.own().progress_at_ms += 8'000;
    CHECK(differing(before, after) == std::set{progress});
    CHECK(names_of(changes(before, after)) == std::vector<std::string>{"progress_at", "progress_ms"});
}

TEST_CASE("each part of a view changes the groups that are made of it, and no other") {
    const auto before = playing();
    for (const auto& change : every_change) {
        CAPTURE(change.name);
        auto after = before;
        change.make(after);
        CHECK((differing(before, after) == change.groups));
    }
}

TEST_CASE("the same again is no change, whether it is the same constant or an equal one") {
    const auto before = playing();
    CHECK(differing(before, before).empty());
    CHECK(differing(before, playing()).empty());
    CHECK(changes(before, playing()).empty());
}

TEST_CASE("a position and its time travel together, whichever of them changed") {
    const auto before = playing();
    auto later = before;
    later.view.own().progress_at_ms += 1'000;
    CHECK(names_of(changes(before, later)) == std::vector<std::string>{"progress_at", "progress_ms"});
    auto moved = before;
    moved.view.own().player.progress_ms = 2'000;
    CHECK(names_of(changes(before, moved)) == std::vector<std::string>{"progress_ms", "progress_at"});
}

TEST_CASE("before anything was told all is null, and then all that is known is a change") {
    for (const auto& one : values_of(std::nullopt)) {
        CAPTURE(one.name);
        CHECK(one.value == dp::Value{});
    }
    auto folded = values_of(std::nullopt);
    fold(folded, changes(std::nullopt, playing()));
    CHECK(folded == values_of(playing()));
    CHECK_FALSE(changes(std::nullopt, Source{}).empty()); // its status, for one
}

TEST_CASE("what the batches come to is what is shown, whatever changes, and nothing is in them that has not "
          "changed") {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::optional<Source> told;
        auto shown = playing();
        auto folded = values_of(told);
        for (int step = 0; step < 20; ++step) {
            const auto times = random() % 4;
            for (unsigned i = 0; i < times; ++i) {
                every_change.at(random() % every_change.size()).make(shown);
            }
            if (random() % 8 == 0) {
                shown = playing();
            }
            const auto batch = changes(told, shown);
            for (const auto& one : batch) {
                CAPTURE(one.name);
                const auto& had = std::ranges::find(folded, one.name, &dp::NamedValue::name)->value;
                CHECK((one.value != had || one.name.starts_with("progress_")));
            }
            fold(folded, batch);
            told = shown;
            CHECK(folded == values_of(told));
        }
    }
}
