// When to look next. Pure: a function of what is known, who watches, and the time.
#pragma once

#include "player/progress.hpp"

#include <chrono>

namespace spotify::player {

enum class Attention { none, background, looking };

using Millis = std::chrono::milliseconds;

// How long to wait between looks. The reference (6.1) asks for about 5 s while somebody looks, and slower
// otherwise; the rest keeps an unwatched day under the 10,000 requests that one client id may hope for.
struct Intervals {
    Millis playing;
    Millis paused;
    Millis idle;
};

constexpr Intervals intervals_for(Attention attention) {
    switch (attention) {
    case Attention::looking:
        return {Millis{5'000}, Millis{10'000}, Millis{15'000}};
    case Attention::background:
        return {Millis{10'000}, Millis{15'000}, Millis{30'000}};
    case Attention::none:
        break;
    }
    return {Millis{30'000}, Millis{60'000}, Millis{60'000}};
}

// The one of them that holds for this state.
Millis interval_for(const PlayerState& state, Attention attention);

// The next item begins a moment after the predicted end, and the service learns of it a moment later still.
constexpr Millis after_track_end{700};
// A position that stands at the end for longer belongs to a client that vanished: no more special looks for
// it.
constexpr Millis track_end_window{3'000};

// The first looks after a command of ours, until the answer shows it: reads lag by up to about 1.5 s
// (reference 3.2).
constexpr Millis after_command_first{400};
constexpr Millis after_command_again{1'000};

// After an unsuccessful look: doubled each time up to the most, and up to a quarter more (`jitter` 0 to 1),
// so that a site's controllers do not come back in step.
constexpr Millis retry_first{1'000};
constexpr Millis retry_most{30'000};
Millis retry_wait(unsigned failures_in_a_row, double jitter);

// The next look after a successful one at `now`.
TimePoint next_look(const PlayerState& state, const Anchor& anchor, Attention attention, TimePoint now);

} // namespace spotify::player
