// Seeded randomness, so that a run can be repeated. Not for secrets outside of the simulator.
#pragma once

#include "millis.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sim {

class Random {
public:
    explicit Random(std::uint64_t seed)
        : engine_(seed) {}

    // Both ends belong to the range; a range turned round yields its lowest.
    std::int64_t between(std::int64_t lowest, std::int64_t highest);
    Millis within(MillisRange range) { return between(range.lowest, range.highest); }

    // `length` characters of the alphabet that tokens use: A-Z a-z 0-9 - _.
    std::string url_safe(std::size_t length);
    std::string hex(std::size_t length);

    // The standard shuffle is free to differ between libraries; this one is not.
    void shuffle(std::vector<std::size_t>& values);

private:
    std::string pick(std::size_t length, const std::string& alphabet);

    std::mt19937_64 engine_;
};

} // namespace sim
