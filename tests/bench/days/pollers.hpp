// Two ways of watching the same day: by the driver's own session, in virtual time, and by asking at a fixed
// interval as others do.
#pragma once

#include "days/observed.hpp"
#include "player/pace.hpp"

#include <cstdint>

namespace bench::days {

// The budget is out of the way where it is not what is measured.
constexpr std::int64_t unlimited = 1'000'000;

// Somebody looks during the spells, and nobody otherwise.
Observed by_session(const Timeline& timeline, Millis length, const std::vector<Spell>& looking,
                    std::uint64_t seed, const spotify::player::Pace& pace = {},
                    std::int64_t requests_per_day = unlimited);

Observed by_interval(const Timeline& timeline, Millis length, Millis interval, std::uint64_t seed);

} // namespace bench::days
