// Spotify's answers over a made day: who asks at a moment is told what readers are told then.
#pragma once

#include "days/listener.hpp"

#include <cstddef>
#include <random>
#include <string>

namespace bench::days {

// Ways there and back, and for how long readers see what was before a change that somebody made
// (reference 3.2: about 200 ms). What playback does by itself is no news to Spotify, so it does not lag.
class Service {
public:
    // The timeline outlives this.
    Service(const Timeline& timeline, std::uint64_t seed)
        : timeline_(timeline)
        , random_(seed) {}

    Millis one_way() { return within(20, 120); }
    std::size_t told_at(Millis at);
    // The body of GET /me/player at `at`; empty for 204. The album tells the moment.
    std::string body(std::size_t moment, Millis at) const;

private:
    Millis within(Millis from, Millis to) { return std::uniform_int_distribution<Millis>(from, to)(random_); }

    const Timeline& timeline_;
    std::mt19937_64 random_;
};

} // namespace bench::days
