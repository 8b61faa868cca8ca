// How the connection to Spotify is: one value with its sentence, decided in one place out of everything that
// is known. Pure.
#pragma once

#include "auth/sign_in.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotify {

enum class Status {
    not_configured,
    sign_in_needed,
    connecting,
    online,
    rate_limited,
    offline,
    zone_unknown, // of a zone: see UnknownZone; never of the account
    premium_required,
    not_allowed,
    failed,
};

std::string_view word(Status status);

struct StatusReport {
    Status status = Status::connecting;
    std::string text = {}; // a sentence that says what to do; never empty when published
    bool operator==(const StatusReport&) const = default;
};

// What keeps answers from coming, if anything does.
struct Trouble {
    Status status = Status::offline;
    std::string text = {};
    bool operator==(const Trouble&) const = default;
};

struct StatusInput {
    auth::SignIn sign_in = {};
    bool has_access = false;                          // there is an access token that may be used
    std::optional<std::int64_t> closed_until_ms = {}; // nothing is asked before then: epoch milliseconds
    std::int64_t closed_since_ms =
        0;                         // when that was found, and the same until it is over: epoch milliseconds
    std::int64_t spent_budget = 0; // the reason is this number of requests a day; 0: Spotify asked to wait
    std::optional<Trouble> trouble = {}; // that was found
    bool is_current = false;             // the last look that ended well is of now
    // The sign-in ends within a month: epoch milliseconds
    std::optional<std::int64_t> sign_in_ends_ms = {};
};

StatusReport decide_status(const StatusInput& input);

} // namespace spotify
