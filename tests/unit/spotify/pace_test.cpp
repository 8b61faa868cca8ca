#include "player/pace.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

using namespace spotify::player;
using namespace std::chrono_literals;

namespace {

const TimePoint start{24h};
const Pace pace;
const Activity quiet;

Shown at(std::int64_t progress_ms, bool is_playing = true) {
    PlayerState state;
    state.item.own().content = Content::track;
    state.is_playing = is_playing;
    state.item.own().uri = "spotify:track:1";
    state.item.own().name = "One";
    state.item.own().duration_ms = 200'000;
    state.progress_ms = progress_ms;
    return {state, Anchor{progress_ms, start}};
}

constexpr std::array all{Attention::none, Attention::background, Attention::looking};

} // namespace

TEST_CASE("quicker when somebody looks, slower when nothing plays") {
    for (const auto& shown : {at(10'000), at(10'000, false), Shown{}}) {
        const auto wait = [&](Attention attention) {
            return next_look(pace, {shown, attention, quiet}, start) - start;
        };
        CHECK(wait(Attention::looking) < wait(Attention::background));
        CHECK(wait(Attention::background) < wait(Attention::none));
    }
    for (const auto attention : all) {
        const auto wait = [&](const Shown& shown) {
            return next_look(pace, {shown, attention, quiet}, start) - start;
        };
        CHECK(wait(at(10'000)) < wait(at(10'000, false)));
        CHECK(wait(at(10'000, false)) < wait(Shown{}));
    }
    CHECK(next_look(pace, {at(10'000), Attention::looking, quiet}, start) == start + 5'300ms);
}

TEST_CASE("one look shortly after the predicted end, whoever looks") {
    for (const auto attention : all) {
        CHECK(next_look(pace, {at(198'000), attention, quiet}, start) == start + 2s + pace.after_track_end);
    }
    Activity cross_fading;
    cross_fading.gives_way = 4s;
    CHECK(next_look(pace, {at(195'000), Attention::looking, cross_fading}, start) ==
          start + 1s + pace.after_track_end);
}

TEST_CASE("after a change looks come quickly and then ever more slowly, but not while nobody looks") {
    Activity busy;
    busy.changed_at = start;
    const auto shown = at(10'000);
    std::vector<std::chrono::milliseconds> waits;
    for (TimePoint now = start; now < start + 60s;) {
        const auto next = next_look(pace, {shown, Attention::looking, busy}, now);
        waits.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(next - now));
        now = next;
    }
    CHECK(waits.front() == pace.after_change);
    CHECK(std::is_sorted(waits.begin(), waits.end()));
    CHECK(waits.back() == pace.looking.playing);
    CHECK(waits.size() <= 20); // the quick ones are few
    CHECK(next_look(pace, {shown, Attention::none, busy}, start) == start + pace.unwatched.playing);
}

TEST_CASE(
    "a position that stands at its end or runs past it costs at most four looks in a second, then few") {
    for (const auto attention : all) {
        for (const std::int64_t stands_at : {200'000, 190'000, 203'000}) {
            Activity activity;
            auto before = at(199'000);
            std::vector<TimePoint> looks;
            for (TimePoint now = start + 1s; now < start + 120s;) {
                auto seen = at(stands_at);
                seen.anchor.at = now;
                activity = after_answer(activity, before, seen, false);
                before = seen;
                now = next_look(pace, {seen, attention, activity}, now);
                looks.push_back(now);
            }
            std::ptrdiff_t most = 0;
            for (const auto look : looks) {
                most = std::max(most, std::ranges::count_if(looks, [look](TimePoint other) {
                                    return other >= look && other < look + 1s;
                                }));
            }
            CHECK(most <= 4);
            const auto usual = usual_interval(pace, before.state, attention, 1);
            CHECK(looks.size() <= static_cast<std::size_t>(120s / usual) + 9);
            CHECK(looks[looks.size() - 1] - looks[looks.size() - 2] == usual);
        }
    }
}

TEST_CASE("a stretched pace waits longer, and still looks at the end of a track") {
    CHECK(next_look(pace, {at(10'000), Attention::looking, quiet, 3}, start) ==
          start + 3 * pace.looking.playing);
    CHECK(next_look(pace, {at(198'000), Attention::looking, quiet, 3}, start) ==
          start + 2s + pace.after_track_end);
    CHECK(usual_interval(pace, at(0).state, Attention::looking, 0.5) == pace.looking.playing);
}

TEST_CASE("the next look is always later") {
    Activity activity;
    for (unsigned standing : {0U, 1U, 5U, 1'000'000U}) {
        activity.standing = standing;
        for (const std::int64_t progress : {0, 199'000, 200'000, 300'000}) {
            CHECK(next_look(pace, {at(progress), Attention::looking, activity}, start + 300s) > start + 300s);
        }
    }
}

TEST_CASE("retries double up to their most") {
    CHECK(retry_wait(pace, 1, 0.0) == 1s);
    CHECK(retry_wait(pace, 2, 0.0) == 2s);
    CHECK(retry_wait(pace, 100, 0.0) == 30s);
    CHECK(retry_wait(pace, 1, 1.0) == 1250ms);
}
