// 0 to 1, for jitter only: never for anything that has to be unguessable.
#pragma once

#include <random>

namespace spotify {

inline double jitter() {
    static thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>{0.0, 1.0}(generator);
}

} // namespace spotify
