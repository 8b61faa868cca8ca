// What keeps requests from being sent, and what something that was asked for comes to then. Pure.
#pragma once

#include "account/moment.hpp"
#include "base/outcome.hpp"

#include <optional>

namespace spotify::account {

// The moment before which Spotify does not want to hear of this account, if there is one.
std::optional<player::TimePoint> asked_to_wait_until(const Moment& moment);

// What a command comes to at once when nothing may or can be sent.
std::optional<Outcome> hindrance(const Moment& moment);

// The same for what the governor has stopped on its way.
Outcome held_back(const Moment& moment);

Outcome budget_is_spent(const Moment& moment, player::TimePoint until);

} // namespace spotify::account
