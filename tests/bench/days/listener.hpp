// How people listen: the model by which the bench makes days. What a day is made of is a value; the same seed
// gives the same day.
//
// The chances of a skip in the first 5, 10 and 30 seconds and before the end are those that Paul Lamere
// counted in billions of plays at Spotify ("The Skip", 2014): 24.14, 28.97, 35.05 and 48.6 percent. He found
// that people skip when they attend to the music and hardly while it plays in the background, so here they
// lean forward for a few minutes, and back for longer.
#pragma once

#include <cstdint>
#include <vector>

namespace bench::days {

using Millis = std::int64_t; // since the day began
constexpr Millis second = 1'000;
constexpr Millis minute = 60 * second;
constexpr Millis hour = 60 * minute;

enum class Cause { start, natural_end, skip, pause, resume, stop };

// What is true from `at` on, until the next one.
struct Moment {
    Millis at = 0;
    Cause cause = Cause::stop;
    bool is_loaded = false; // false: nothing plays and no device is active
    bool is_playing = false;
    int item = 0;
    Millis duration = 0;
    Millis progress = 0; // at `at`
};
using Timeline = std::vector<Moment>;

struct Habits {
    Millis length = 24 * hour;
    // Waking hours; nothing plays outside of them.
    Millis wakes = 7 * hour;
    Millis sleeps = 23 * hour;
    // Each is the mean of an exponential distribution.
    Millis playing_for = 80 * minute;
    Millis silent_for = 50 * minute;
    Millis leans_back_for = 20 * minute;
    Millis leans_forward_for = 4 * minute;
    double pauses_per_hour = 1.0;
    Millis paused_for = 2 * minute;        // after ten minutes of it no device is active any more
    double skip_share_leaning_back = 0.05; // of tracks, anywhere within them
    // Log-normal, as lengths of songs are; the median, and the spread of the logarithm.
    Millis track_median = 210 * second;
    double track_spread = 0.25;
};

// Somebody plays music all the time.
Habits ordinary_hours(Millis length);

Timeline a_day(const Habits& habits, std::uint64_t seed);

// The moment that holds at `at`; the timeline begins at 0.
std::size_t moment_at(const Timeline& timeline, Millis at);

// Spells in which somebody looks at the panel: begin and end. `share` of the time, each of a few minutes.
struct Spell {
    Millis begins = 0;
    Millis ends = 0;
};
std::vector<Spell> watching(double share, Millis length, std::uint64_t seed);

} // namespace bench::days
