#include "account/status.hpp"

#include "base/clock_text.hpp"

#include <array>

namespace spotify {

std::string_view word(Status status) {
    static constexpr std::array<std::string_view, 10> words{
        "not_configured", "sign_in_needed", "connecting",       "online",      "rate_limited",
        "offline",        "zone_unknown",   "premium_required", "not_allowed", "failed"};
    return words.at(static_cast<std::size_t>(status));
}

StatusReport decide_status(const StatusInput& input) {
    using State = auth::SignIn::State;
    switch (input.sign_in.state) {
    case State::missing:
    case State::refused:
        return {Status::sign_in_needed, input.sign_in.text};
    default: // what lasts of the rest is among the trouble
        break;
    }
    if (input.trouble && input.trouble->status != Status::offline) { // what only a person can end goes first
        return {input.trouble->status, input.trouble->text};
    }
    if (input.closed_until_ms && input.spent_budget > 0) {
        return {Status::rate_limited,
                "The day's budget of " + std::to_string(input.spent_budget) +
                    " requests is used up: what is shown is of before, and is asked for again at " +
                    clock_time(*input.closed_until_ms, input.closed_since_ms) +
                    ". Commands go as long as their part of it lasts; requests_per_day in the config sets "
                    "the budget"};
    }
    if (input.closed_until_ms) {
        return {Status::rate_limited, "Spotify asked to be left alone until " +
                                          clock_time(*input.closed_until_ms, input.closed_since_ms) +
                                          "; nothing is sent before then, and it ends by itself"};
    }
    if (!input.has_access && input.sign_in.state == State::waiting) {
        return {Status::rate_limited, input.sign_in.text + "; it ends by itself"};
    }
    if (input.trouble) {
        return {input.trouble->status, input.trouble->text};
    }
    if (!input.is_current) {
        return {Status::connecting, "Connecting to Spotify"};
    }
    if (input.sign_in_ends_ms) {
        return {Status::online, "Connected to Spotify; the sign-in ends on " +
                                    date_text(*input.sign_in_ends_ms) + ": sign in again before then"};
    }
    return {Status::online, "Connected to Spotify"};
}

} // namespace spotify
