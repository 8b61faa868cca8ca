// When to look next. Pure: a function of what is known, who watches, what went on lately, and the time.
#pragma once

#include "player/activity.hpp"

#include <chrono>

namespace spotify::player {

enum class Attention { none, background, looking };

using Millis = std::chrono::milliseconds;

// How long to wait between looks when nothing happens.
struct Intervals {
    Millis playing;
    Millis paused;
    Millis idle; // nothing is loaded, or no device is active
    bool operator==(const Intervals&) const = default;
};

// Every constant of the pace, so that an installer can set it (config key `pace`). Each is above zero.
struct Pace {
    // The reference (6.1) asks for about 5 s while playing and watched; a little more pays for the quick
    // looks after a change. Most pauses last a minute or two, so they are looked at nearly as often, and a
    // panel that is looked at should not take long to see that somebody begins to play.
    Intervals looking{Millis{5'300}, Millis{6'000}, Millis{12'000}};
    // Rules and panels nobody says anything about.
    Intervals background{Millis{10'000}, Millis{20'000}, Millis{60'000}};
    // Nobody sees it: what is shown has to be right again soon after somebody comes, and is, because coming
    // is a reason to look. With a look at the end of each track these come to fewer than 130 requests an hour
    // while playing, and 36 while idle.
    Intervals unwatched{Millis{30'000}, Millis{60'000}, Millis{100'000}};

    // People skip in bursts, so after a change from outside looks come quickly: this soon at first, then each
    // wait is no longer than this share of the time since the change, until the usual interval is reached.
    // The chance of another change falls about so with the time since the last one, and the least staleness
    // for a number of looks is had when they follow the root of that chance.
    Millis after_change{1'000};
    unsigned slowing_percent = 30;

    // The next item begins a moment after the predicted end, by the wobble of the way there and back.
    Millis after_track_end{250};
    // Not begun yet: this long after, then doubled each time up to the usual interval, for a position that
    // stands still belongs to a client that vanished. Never more than four looks in a second.
    Millis track_end_again{400};

    // The first looks after a command of ours, until the answer shows it: reads lag by up to about 1.5 s
    // (reference 3.2).
    Millis after_command{400};
    Millis after_command_again{1'000};

    // After an unsuccessful look: doubled each time up to the most, and up to a quarter more, so that a
    // site's controllers do not come back in step.
    Millis retry_first{1'000};
    Millis retry_most{30'000};
    // When Spotify takes requests again after it asked to wait, all that waited would begin at once: each
    // looks at a moment of its own within this time.
    Millis reopening{2'000};
    bool operator==(const Pace&) const = default;
};

// What the pace depends on beside the settings.
struct Outlook {
    const Shown& shown;
    Attention attention = Attention::background;
    const Activity& activity;
    double stretch = 1; // by the budget: each usual interval is this many times as long; at least 1
};

// How long to wait between looks while nothing happens: for this state, this attention and this stretch.
Millis usual_interval(const Pace& pace, const PlayerState& state, Attention attention, double stretch);

// `jitter` is 0 to 1. `failures_in_a_row` counts the one that was just seen.
Millis retry_wait(const Pace& pace, unsigned failures_in_a_row, double jitter);

// The next look after a successful one at `now`; later than `now`.
TimePoint next_look(const Pace& pace, const Outlook& outlook, TimePoint now);

} // namespace spotify::player
