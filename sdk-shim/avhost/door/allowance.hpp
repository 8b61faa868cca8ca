// How often something may be done: so many times at once, and one more for each stretch of time. A value; time is
// handed in.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

namespace avhost::door {

class Allowance {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::duration<double>; // s

    Allowance(double most, Duration earned_by)
        : most_{most}
        , earned_by_{earned_by}
        , left_{most} {}

    // How long until it may be done, rounded up to milliseconds; nothing: now.
    std::optional<std::chrono::milliseconds> wait(Time now) const {
        const double missing = 1 - at(now);
        if (missing <= rounding) {
            return std::nullopt;
        }
        return std::max(std::chrono::milliseconds{1},
                        std::chrono::ceil<std::chrono::milliseconds>(earned_by_ * (missing - rounding)));
    }

    void take(Time now) {
        left_ = std::max(0.0, at(now) - 1);
        since_ = now;
    }

private:
    static constexpr double rounding = 1e-6; // far above what double loses, far below what matters

    double at(Time now) const {
        const double passed = Duration{now - since_}.count();
        return std::min(most_, left_ + std::max(0.0, passed) / earned_by_.count());
    }

    double most_;
    Duration earned_by_;
    double left_;
    Time since_{};
};

} // namespace avhost::door
