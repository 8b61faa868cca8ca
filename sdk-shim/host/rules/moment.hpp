// What time it is, on both clocks.
#pragma once

#include <chrono>
#include <cstdint>

namespace host {

struct Moment {
    std::chrono::milliseconds steady{0}; // only goes forward, from whatever beginning
    std::int64_t epoch = 0;              // milliseconds since 1970-01-01 UTC; somebody may set the clock
};

} // namespace host
