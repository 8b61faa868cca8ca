// The simulator's one unit of time. Knows no clock: whoever calls says what time it is.
#pragma once

#include <cstdint>

namespace sim {

// Milliseconds: a moment since 1970 or a span between two moments. Moments come from a clock that never goes
// back.
using Millis = std::int64_t;

// Both ends belong to the range.
struct MillisRange {
    Millis lowest = 0;
    Millis highest = 0;
};

} // namespace sim
