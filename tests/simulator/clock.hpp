// The simulator's only clock: milliseconds since 1970 that never go back, whatever is done to the system's
// time.
#pragma once

#include "millis.hpp"

#include <chrono>

namespace sim {

class Clock {
public:
    Millis now() const {
        using std::chrono::duration_cast;
        using std::chrono::milliseconds;
        return duration_cast<milliseconds>(start_wall_.time_since_epoch()).count() +
               duration_cast<milliseconds>(std::chrono::steady_clock::now() - start_steady_).count();
    }

private:
    std::chrono::system_clock::time_point start_wall_ = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point start_steady_ = std::chrono::steady_clock::now();
};

} // namespace sim
