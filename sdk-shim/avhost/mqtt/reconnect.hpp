// How long to wait before the broker is tried again. Pure.
#pragma once

#include <algorithm>
#include <chrono>

namespace avhost::mqtt {

// Doubles from one second to a minute with each failure in a row. `chance`, from 0 to 1, spreads those who
// lost the same broker at the same moment over three quarters of that.
inline std::chrono::milliseconds reconnect_delay(unsigned failures, double chance) {
    constexpr unsigned most_doublings = 6;
    constexpr double longest = 60'000;
    const double step = std::min(longest, 1000.0 * (1U << std::min(failures, most_doublings)));
    return std::chrono::milliseconds{static_cast<std::int64_t>(step / 4 + step * 3 / 4 * chance)};
}

} // namespace avhost::mqtt
