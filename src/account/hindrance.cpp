#include "account/hindrance.hpp"

#include "account/findings.hpp"
#include "base/clock_text.hpp"

#include <string>

namespace spotify::account {

using State = auth::SignIn::State;

std::optional<player::TimePoint> asked_to_wait_until(const Moment& moment) {
    if (moment.gate.web_api) {
        return moment.gate.web_api;
    }
    const bool needs_token = moment.sign_in.sign_in.state == State::waiting && !moment.has_access();
    return needs_token ? moment.gate.accounts : std::nullopt;
}

std::optional<Outcome> hindrance(const Moment& moment) {
    if (const auto until = asked_to_wait_until(moment)) {
        return Outcome{Result::rate_limited, "Spotify asked to be left alone until " +
                                                 clock_time(moment.epoch_ms_of(*until), moment.epoch_ms)};
    }
    if (const auto& spent = moment.gate.spent_until(api::Priority::command)) {
        return budget_is_spent(moment, *spent);
    }
    const auto& sign_in = moment.sign_in.sign_in;
    // A second of it is no reason to refuse a command, which has a time limit of its own.
    const auto& since = moment.sign_in.bad_since;
    const bool lasts = !moment.has_access() && (!since || moment.now - *since >= Findings::passes_within);
    switch (sign_in.state) {
    case State::missing:
    case State::refused:
        return Outcome{Result::sign_in_needed, sign_in.text};
    case State::client_wrong:
        if (lasts) {
            return Outcome{Result::forbidden, sign_in.text};
        }
        break;
    case State::trouble:
    case State::storage:
        if (lasts) {
            return Outcome{Result::offline, sign_in.text};
        }
        break;
    case State::waiting:
        if (!moment.has_access()) {
            return Outcome{Result::rate_limited, sign_in.text};
        }
        break;
    case State::unknown:
    case State::good:
        break;
    }
    return std::nullopt;
}

Outcome held_back(const Moment& moment) {
    return hindrance(moment).value_or(
        Outcome{Result::rate_limited, "There were too many requests at once: try again in a moment"});
}

Outcome budget_is_spent(const Moment& moment, player::TimePoint until) {
    return {Result::rate_limited, "The day's budget of " + std::to_string(moment.gate.requests_per_day) +
                                      " requests is used up until " +
                                      clock_time(moment.epoch_ms_of(until), moment.epoch_ms) +
                                      "; requests_per_day in the config sets it"};
}

} // namespace spotify::account
