// Fading in steps that the request budget can bear. Pure: time comes in as a value.
//
// Licence: Spotify's terms forbid mixing or overlapping its sound with other audio. Lowering it for an
// announcement is no right to play something over it.
#pragma once

#include "player/progress.hpp"

#include <chrono>
#include <cstdint>

namespace spotify::player {

// Between two steps of a fade. Each step is a request; quicker ones would be coalesced anyway.
inline constexpr std::chrono::milliseconds fade_step{1'000};
inline constexpr std::chrono::milliseconds longest_fade{120'000};

struct Fade {
    std::int64_t from = 0; // percent
    std::int64_t to = 0;
    TimePoint begins{};
    TimePoint ends{};
    bool operator==(const Fade&) const = default;
};

std::int64_t volume_at(const Fade& fade, TimePoint now);
// When the next step is due after one at `now`; the end where that is nearer.
TimePoint next_step(const Fade& fade, TimePoint now);

} // namespace spotify::player
