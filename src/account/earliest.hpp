// The earliest of several moments, any of which may not be there.
#pragma once

#include "player/progress.hpp"

#include <algorithm>
#include <optional>

namespace spotify::account {

struct Earliest {
    std::optional<player::TimePoint> at = std::nullopt;

    void consider(const std::optional<player::TimePoint>& candidate) {
        if (candidate) {
            at = at ? std::min(*at, *candidate) : *candidate;
        }
    }
};

} // namespace spotify::account
