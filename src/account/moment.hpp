// The world as an account sees it in one turn: both clocks, and what is decided outside of it.
#pragma once

#include "api/gate.hpp"
#include "auth/sign_in.hpp"
#include "base/shared_text.hpp"
#include "player/progress.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace spotify::account {

using TimePoint = player::TimePoint;

struct Moment {
    player::TimePoint now{};   // steady
    std::int64_t epoch_ms = 0; // the wall clock at `now`
    double jitter = 0;         // 0 to 1, drawn anew for each turn
    api::Gate gate = {};
    auth::SignInReading sign_in = {};
    SharedText sign_in_url = {}; // of the consent page; empty while there is none
    bool operator==(const Moment&) const = default;

    bool has_access() const { return sign_in.access_until.has_value(); }
    // When such a request of the Web API may leave, `now` or later; nothing while there is no access token, or
    // while Spotify wants nothing to be sent: then something else comes first.
    std::optional<player::TimePoint> leaves_at(api::Service service, api::Priority priority) const {
        return has_access() && !gate.web_api ? std::optional{gate.leaves_at(service, priority, now)}
                                             : std::nullopt;
    }
    bool may_leave(api::Service service, api::Priority priority) const {
        const auto at = leaves_at(service, priority);
        return at && *at <= now;
    }
    // When `then` is or was, as epoch milliseconds, by this reading of the wall clock.
    std::int64_t epoch_ms_of(player::TimePoint then) const {
        return epoch_ms + std::chrono::duration_cast<std::chrono::milliseconds>(then - now).count();
    }
};

} // namespace spotify::account
