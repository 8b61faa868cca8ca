// The renewals that failed since the last that worked, by what they came to. Pure.
#pragma once

#include "auth/sign_in.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace spotify::auth {

class FailedRenewals {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // Those that came to one state. Others between them neither count nor begin them anew: what one strange
    // answer says is a doubt, and only its repetition with no good answer between is a finding (reference 5.4).
    struct Run {
        TimePoint since{}; // the first
        unsigned times = 0;
    };

    void add(SignIn::State state, TimePoint now) {
        auto& run = runs_.at(static_cast<std::size_t>(state));
        if (run.times++ == 0) {
            run.since = now;
        }
    }
    void clear() { runs_ = {}; }

    // Nothing where none came to that state.
    std::optional<Run> find(SignIn::State state) const {
        const auto& run = runs_.at(static_cast<std::size_t>(state));
        return run.times > 0 ? std::optional{run} : std::nullopt;
    }

private:
    std::array<Run, static_cast<std::size_t>(SignIn::State::waiting) + 1> runs_{};
};

// How long to wait after the `times`th (from 1) renewal that came to that state. A client id or secret that
// is said to be wrong: from 1 s, since it may have been one strange answer, doubled up to 15 min, since it is
// cured in Spotify's dashboard, out of sight. Anything else: from 2 s up to 5 min, since the sign-in service
// throttles too, and an outage is over when it is over. `jitter`, 0 to 1, adds up to a quarter.
std::chrono::milliseconds retry_pause(SignIn::State state, unsigned times, double jitter);

} // namespace spotify::auth
