// What a panel showed over a day, and how far behind it was. Pure.
#pragma once

#include "days/listener.hpp"

#include <cstddef>
#include <vector>

namespace bench::days {

// From `at` on the panel shows what was true from that moment of the timeline on.
struct Showing {
    Millis at = 0;
    std::size_t moment = 0;
};

// A day as a panel had it.
struct Observed {
    std::vector<Showing> showings; // in the order of time; the first holds from the day's start
    std::vector<Millis> asked;     // when each request for the player's state left
};

// The most requests within any span of that length.
std::size_t most_within(Millis span, const Observed& observed);

struct Delays {
    std::size_t count = 0;
    double mean = 0; // all in milliseconds
    double p95 = 0;
    double max = 0;
};

// How long after each change the panel showed it, or something newer. Only changes by one of `causes`, and
// where `spells` are given only those within one.
Delays delays(const Timeline& timeline, const Observed& observed, const std::vector<Cause>& causes,
              const std::vector<Spell>& spells);

// The share of the spells' time in which the panel named another item than the one that played.
double wrong_share(const Timeline& timeline, const Observed& observed, const std::vector<Spell>& spells);

const std::vector<Cause>& outside_skips();
const std::vector<Cause>& natural_ends();
const std::vector<Cause>& pauses();  // and resuming, starting, stopping
const std::vector<Cause>& outside(); // all but natural ends
const std::vector<Cause>& all_changes();

} // namespace bench::days
