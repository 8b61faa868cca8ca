// Why a wish comes to nothing: what is said has to be true in the situation in which it is said, and to say what to do.
#include "player/wish.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace spotify::player;
using spotify::Result;

namespace {

struct Situated {
    Shown shown = {};
    std::string zone = {};
    std::optional<bool> is_favorite = {};
    bool is_known = true;

    spotify::Outcome outcome(const Wish& wish) const {
        VolumeMemory memory;
        const auto resolved = resolve(wish, {shown, TimePoint{}, is_favorite, 100, zone, is_known}, memory);
        CHECK_FALSE(resolved.command);
        return resolved.outcome;
    }
    bool goes_out(const Wish& wish) const {
        VolumeMemory memory;
        return resolve(wish, {shown, TimePoint{}, is_favorite, 100, zone, is_known}, memory)
            .command.has_value();
    }
};

Situated nothing_active() {
    return {};
}

Situated on_kitchen(bool is_playing, Content content = Content::track) {
    Situated one;
    one.shown.state.device = Device{"id", "Kitchen", "Speaker", false, 30, true, true};
    one.shown.state.item.own().content = content;
    one.shown.state.is_playing = is_playing;
    if (content != Content::none) {
        one.shown.state.item.own().uri = "spotify:track:1";
        one.shown.state.shuffle = false;
        one.shown.state.repeat = "off";
        one.shown.anchor.progress_ms = 1'000;
    }
    return one;
}

// What needs the player that is there.
const std::vector<Wish> all_of_the_player{Next{},           Previous{},      Seek{1},          SkipBy{1},
                                          SetVolume{30},    ChangeVolume{5}, Mute{true},       Duck{true},
                                          SetShuffle{true}, ToggleShuffle{}, SetRepeat{"off"}, CycleRepeat{}};

void check_all(const Situated& situated, Result result, const std::string& text) {
    for (const auto& wish : all_of_the_player) {
        CAPTURE(wish.index());
        const auto outcome = situated.outcome(wish);
        CHECK(outcome.result == result);
        CHECK(outcome.text == text);
    }
}

} // namespace

TEST_CASE(
    "a zone that is not the active device: whether Spotify plays elsewhere, is paused there, or is nowhere") {
    auto one = nothing_active();
    one.zone = "Echo";
    check_all(one, Result::no_target,
              R"(Spotify is active neither on "Echo" nor anywhere else: play wakes it)");
    one = on_kitchen(true);
    one.zone = "Echo";
    check_all(one, Result::no_target, R"(Spotify plays on "Kitchen", not on "Echo": play brings it here)");
    one = on_kitchen(false);
    one.zone = "Echo";
    check_all(one, Result::no_target,
              R"(Spotify is paused on "Kitchen" and not active on "Echo": play brings it here)");
    one = on_kitchen(true);
    one.shown.state.device.reset();
    one.zone = "Echo";
    check_all(one, Result::no_target, R"(Spotify does not say that it plays on "Echo": play brings it here)");
    one = on_kitchen(true);
    one.zone = "Kitchen";
    CHECK(one.goes_out(SetVolume{30}));
}

TEST_CASE("before Spotify has said what plays, nothing is claimed of it") {
    auto one = nothing_active();
    one.is_known = false;
    one.zone = "Echo";
    check_all(one, Result::remote, "Spotify has not said yet what plays: try again in a moment");
    one.zone.clear();
    for (const Wish& wish : {Wish{Seek{1}}, Wish{SetVolume{1}}, Wish{ToggleShuffle{}}, Wish{CycleRepeat{}},
                             Wish{Favorite{true}}}) {
        CHECK(one.outcome(wish) ==
              spotify::Outcome{Result::remote, "Spotify has not said yet what plays: try again in a moment"});
    }
}

TEST_CASE("of a private session nothing is known, and that is said") {
    auto one = nothing_active();
    one.shown.state.is_private = true;
    const std::string text = "Spotify is in a private session, which shows nothing: end it in Spotify's app";
    CHECK(one.outcome(Seek{1}).text == text);
    one.zone = "Echo";
    check_all(one, Result::no_target, text);
}

TEST_CASE("without a zone: no player, and a player with nothing loaded, are two things") {
    for (const Wish& wish :
         {Wish{Seek{1}}, Wish{SkipBy{1}}, Wish{SetVolume{1}}, Wish{SetShuffle{true}}, Wish{ToggleShuffle{}},
          Wish{SetRepeat{"off"}}, Wish{CycleRepeat{}}, Wish{Favorite{true}}}) {
        CAPTURE(wish.index());
        CHECK(nothing_active().outcome(wish).text == "No Spotify player is active: play something first");
    }
    const auto empty = on_kitchen(false, Content::none);
    for (const Wish& wish :
         {Wish{Seek{1}}, Wish{SkipBy{1}}, Wish{ToggleShuffle{}}, Wish{CycleRepeat{}}, Wish{Favorite{true}}}) {
        CAPTURE(wish.index());
        CHECK(empty.outcome(wish).text == R"(Nothing is loaded on "Kitchen": play something first)");
    }
    CHECK(empty.goes_out(SetVolume{1}));
}

TEST_CASE("with a zone music is moved out of it and into it, and never out of a third room") {
    auto one = on_kitchen(true);
    const std::string elsewhere =
        R"(Spotify is active on "Kitchen", not on "Echo": move it from there, or with a device that has no zone)";
    CHECK(one.goes_out(Transfer{"Bar"})); // without a zone it may
    one.zone = "Kitchen";
    CHECK(one.goes_out(Transfer{"Bar"}));
    one.zone = "Echo";
    CHECK(one.goes_out(Transfer{"Echo"}));
    CHECK(one.outcome(Transfer{"Bar"}) == spotify::Outcome{Result::no_target, elsewhere});
    CHECK(one.outcome(Transfer{"Kitchen"}).text == elsewhere);
    one.shown.state.is_playing = false; // paused, and to be found there again
    CHECK(one.outcome(Transfer{"Bar"}).text == elsewhere);
    one.shown.state.device.reset();
    CHECK(one.outcome(Transfer{"Bar"}).text ==
          "Spotify plays where it does not say, not on \"Echo\": move it from "
          "there, or with a device that has no zone");
    one = nothing_active();
    one.zone = "Echo";
    CHECK(one.goes_out(Transfer{"Bar"}));
    one.shown.state.is_private = true;
    CHECK(one.outcome(Transfer{"Bar"}).text.find("private session") != std::string::npos);
    one.is_known = false;
    CHECK(one.outcome(Transfer{"Bar"}).text == "Spotify has not said yet what plays: try again in a moment");
}

TEST_CASE("what Spotify does not say of what it plays is named, with what can be done instead") {
    auto one = on_kitchen(true);
    one.shown.state.device.own().volume_percent.reset();
    CHECK(one.outcome(SetVolume{1}) ==
          spotify::Outcome{Result::unsupported,
                           R"(The volume of "Kitchen" cannot be set from here: use its own control)"});
    one.shown.anchor.progress_ms.reset();
    CHECK(one.outcome(SkipBy{1}).text ==
          "Spotify does not say where in it playback is: seek to a position instead");
    CHECK(one.goes_out(Seek{1}));
    one.shown.state.shuffle.reset();
    CHECK(one.outcome(ToggleShuffle{}).text ==
          "Spotify does not say whether it shuffles: turn it on or off instead");
    CHECK(one.goes_out(SetShuffle{true}));
    one.shown.state.repeat.reset();
    CHECK(one.outcome(CycleRepeat{}).text ==
          "Spotify does not say what it repeats: set off, context or track instead");
    CHECK(one.goes_out(SetRepeat{"off"}));
    one.shown.state.device.reset();
    CHECK(one.outcome(SetVolume{1}).text ==
          "Spotify does not say on which device it plays: use that device's own control");
}

TEST_CASE(
    "favourites: what is none is no matter of time, and what is not known says what needs no knowledge") {
    auto one = on_kitchen(true, Content::local);
    CHECK(one.outcome(Favorite{true}).text ==
          "What is loaded cannot be a favourite: it is no track or episode of Spotify's");
    one = on_kitchen(true);
    CHECK(one.outcome(Favorite{}).text ==
          "It is not known whether this is a favourite: add it or take it out "
          "instead, or try again while a panel shows it");
    CHECK(one.goes_out(Favorite{true}));
    one.is_favorite = false;
    CHECK(one.goes_out(Favorite{}));
}
