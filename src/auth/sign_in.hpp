// Where a sign-in stands, as values.
#pragma once

#include "auth/consent_dates.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace spotify::auth {

// The text is a sentence for a person, empty when all is well.
struct SignIn {
    enum class State {
        unknown,      // not tried yet
        good,         // the last renewal worked
        missing,      // no refresh token is stored
        refused,      // invalid_grant, or a stored token that cannot be one: sign in again
        client_wrong, // Spotify does not know the client id, or the secret is wrong or cannot be one
        storage,      // a new token could not be stored, so it is not used
        trouble,      // passing: network, 5xx, unreadable
        waiting,      // the sign-in service asked to wait
    };
    State state = State::unknown;
    std::string text = {};
    bool certificate = false; // with trouble: the server is not to be trusted, nothing was sent
    bool operator==(const SignIn&) const = default;
};

// The same with its moments, at one moment; holds no secret. A state that is not good says how the last renewal
// went; an access token that lives may be used all the same.
struct SignInReading {
    using TimePoint = std::chrono::steady_clock::time_point;

    SignIn sign_in = {};
    std::optional<TimePoint> access_until =
        {}; // an access token may be used until then; nothing: there is none
    // When a renewal first came to the state that `sign_in` has, with none since that worked, and how many
    // have come to it: client_wrong, trouble or storage. Nothing and 0 in any other state.
    std::optional<TimePoint> bad_since = {};
    unsigned attempts = 0;
    // When a renewal is due, as far as is known; nothing while one is under way, or when only a person can help.
    std::optional<TimePoint> next_renewal = {};
    // When the consent behind the present token was given and when it ends; nothing while nobody is signed in,
    // or the token has never worked.
    std::optional<ConsentDate> consent = {};
    bool operator==(const SignInReading&) const = default;
};

} // namespace spotify::auth
