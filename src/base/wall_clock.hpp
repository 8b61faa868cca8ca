// The two clocks side by side. Deadlines and ages are reckoned by the steady one; the wall clock is for what
// people and other machines read, and it may jump.
#pragma once

#include <chrono>
#include <cstdint>

namespace spotify {

inline std::int64_t epoch_ms_now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// When `then` is or was, as epoch milliseconds, by today's reading of the wall clock.
inline std::int64_t epoch_ms_of(std::chrono::steady_clock::time_point then) {
    return epoch_ms_now() +
           std::chrono::duration_cast<std::chrono::milliseconds>(then - std::chrono::steady_clock::now())
               .count();
}

} // namespace spotify
