// The pure rules of the player: position and promises.
#include "player/progress.hpp"
#include "player/shown.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace spotify::player;
using namespace std::chrono_literals;

namespace {

const TimePoint start{};

PlayerState track(std::int64_t progress_ms, bool is_playing = true, std::int64_t duration_ms = 200'000) {
    PlayerState state;
    state.item.own().content = Content::track;
    state.is_playing = is_playing;
    state.item.own().uri = "spotify:track:1";
    state.item.own().name = "One";
    state.item.own().duration_ms = duration_ms;
    state.progress_ms = progress_ms;
    return state;
}

} // namespace

TEST_CASE("the position counts on while playing, stands while paused, and stops at the end") {
    const Anchor anchor{10'000, start};
    CHECK(position_at(anchor, track(10'000), start + 5s) == 15'000);
    CHECK(position_at(anchor, track(10'000, false), start + 5s) == 10'000);
    CHECK(position_at(anchor, track(10'000), start + 1h) == 200'000);
    CHECK_FALSE(position_at(Anchor{std::nullopt, start}, track(0), start));
}

TEST_CASE("an anchor moves only when the position jumps, or the item or the playing changes") {
    const auto before = track(10'000);
    const Anchor anchor{10'000, start};
    CHECK(next_anchor(before, anchor, track(15'400), start + 5s) == anchor); // 400 ms of wobble
    CHECK(next_anchor(before, anchor, track(60'000), start + 5s) == Anchor{60'000, start + 5s}); // a seek
    CHECK(next_anchor(before, anchor, track(15'000, false), start + 5s) == Anchor{15'000, start + 5s});
    auto other = track(15'000);
    other.item.own().name = "Two";
    CHECK(next_anchor(before, anchor, other, start + 5s) == Anchor{15'000, start + 5s});
    auto unknown = track(0);
    unknown.progress_ms.reset();
    CHECK(next_anchor(before, anchor, unknown, start + 5s) == Anchor{std::nullopt, start + 5s});
}

TEST_CASE("while paused every difference is a seek") {
    const auto paused = track(10'000, false);
    CHECK(next_anchor(paused, Anchor{10'000, start}, track(10'500, false), start + 5s) ==
          Anchor{10'500, start + 5s});
    CHECK(next_anchor(paused, Anchor{10'000, start}, track(10'000, false), start + 5s) ==
          Anchor{10'000, start});
}

TEST_CASE("identity is not the uri alone: two local files may lack one") {
    auto first = track(0);
    first.item.own().uri.reset();
    auto second = first;
    second.item.own().name = "Two";
    CHECK_FALSE(have_same_identity(first, second));
    auto further = first;
    further.progress_ms = 99;
    CHECK(have_same_identity(first, further));
}

TEST_CASE("a relinked track is the same one as long as it plays on, whichever way answers go") {
    const auto before = track(10'000);
    auto relinked = track(15'000);
    relinked.item.own().uri = "spotify:track:2";
    CHECK(is_same_item(before, 15'000, relinked));
    CHECK(is_same_item(relinked, 15'000, track(15'400)));
    CHECK(is_same_item(track(10'000, false), 10'000, [&] {
        auto paused = relinked;
        paused.is_playing = false;
        paused.progress_ms = 10'000;
        return paused;
    }()));

    auto next = relinked; // another release of the song comes next, from its beginning
    next.progress_ms = 2'000;
    CHECK_FALSE(is_same_item(before, 15'000, next));
    CHECK_FALSE(is_same_item(track(199'000), 200'000, next));
    next.progress_ms.reset();
    CHECK_FALSE(is_same_item(before, 15'000, next));
    CHECK_FALSE(is_same_item(before, std::nullopt, relinked)); // nobody knows what was between
}

TEST_CASE("another uri with another name, length or artist, or of another kind, is another item") {
    const auto before = track(10'000);
    auto after = track(15'000);
    after.item.own().uri = "spotify:track:2";
    auto named = after;
    named.item.own().name = "Two";
    CHECK_FALSE(is_same_item(before, 15'000, named));
    CHECK_FALSE(is_same_item(before, 15'000, [&] {
        auto longer = after;
        longer.item.own().duration_ms = 200'001;
        return longer;
    }()));
    auto covered = after;
    covered.item.own().artists = {"Somebody else"};
    CHECK_FALSE(is_same_item(before, 15'000, covered));
    for (const auto content : {Content::local, Content::episode}) { // these are never relinked
        auto one = before;
        auto other = after;
        one.item.own().content = other.item.own().content = content;
        CHECK_FALSE(is_same_item(one, 15'000, other));
    }
    auto episode = before;
    episode.item.own().content = Content::episode;
    CHECK_FALSE(is_same_item(before, 10'000, episode));
    CHECK_FALSE(is_same_item(before, 10'000, PlayerState{}));
}

TEST_CASE("an answer that lost a field to an error is still of the same item") {
    const auto whole = track(10'000);
    auto nameless = whole;
    nameless.item.own().name.reset();
    nameless.item.own().duration_ms.reset();
    CHECK(is_same_item(whole, 10'000, nameless));
    CHECK(is_same_item(nameless, 10'000, whole));
    auto placeless = whole;
    placeless.item.own().uri.reset();
    CHECK(is_same_item(whole, 10'000, placeless));
    placeless.item.own().duration_ms.reset(); // a name alone is too little
    CHECK_FALSE(is_same_item(whole, 10'000, placeless));
    auto other = nameless;
    other.item.own().uri = "spotify:track:2";
    CHECK_FALSE(is_same_item(whole, 10'000, other));
    auto renamed = whole; // what is known on both sides has to agree, the uri alone does not do
    renamed.item.own().name = "Two";
    CHECK_FALSE(is_same_item(whole, 10'000, renamed));
    auto longer = whole;
    longer.item.own().duration_ms = 200'001;
    CHECK_FALSE(is_same_item(whole, 10'000, longer));
}

TEST_CASE("a state prints what it knows") {
    const auto printed = [](const auto& value) {
        std::ostringstream out;
        out << value;
        return out.str();
    };
    CHECK(printed(PlayerState{}) == "{none not playing}");
    auto state = track(10'000);
    state.item.own().is_explicit = true;
    state.context.own().uri = "spotify:album:a";
    state.context.own().type = "album";
    state.shuffle = false;
    state.disallows.pausing = state.disallows.seeking = true;
    state.device = Device{"d", "Hall", "Speaker", false, 30, true, false, false};
    CHECK(printed(state) ==
          "{track playing uri='spotify:track:1' name='One' explicit=1 duration_ms=200000 progress_ms=10000 "
          "context='spotify:album:a' context_type='album' shuffle=0 disallows={pausing seeking} "
          "device={'Hall' Speaker id='d' volume=30 supports_volume=0 active}}");
    PlayerState hidden;
    hidden.is_private = true;
    CHECK(printed(hidden) == "{none not playing private}");
    CHECK(hidden != PlayerState{});
}

TEST_CASE("a promised pause freezes the position where it was pressed, and a resume goes on from there") {
    const Shown playing{track(10'000), Anchor{10'000, start}};
    const auto paused = with_playing(playing, false, start + 3s);
    CHECK_FALSE(paused.state.is_playing);
    CHECK(position_at(paused.anchor, paused.state, start + 60s) == 13'000);
    const auto resumed = with_playing(paused, true, start + 60s);
    CHECK(position_at(resumed.anchor, resumed.state, start + 62s) == 15'000);
    CHECK(with_playing(Shown{}, true, start) == Shown{}); // nothing loaded: nothing to promise
}
