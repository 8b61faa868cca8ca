// What an answer of the Web API that is not a success means (reference, section 5). Decided by status first,
// then by `reason`, never by `message`, whose words change. Pure.
#pragma once

#include "net/message.hpp"

#include <string>

namespace spotify::api {

enum class Refusal {
    none,              // it was a success
    token,             // 401: renew the access token and ask again, once
    scope,             // the sign-in lacks a permission: only signing in anew helps
    premium,           // the listener has no Premium: reading works, commands do not
    owner_premium,     // the app's owner has no Premium: nothing works
    not_listed,        // the user is not on the app's list: nothing works
    not_now,           // the player will not do this now, or is in that state already
    device_restricted, // the playing device takes no commands
    volume_fixed,      // the device's volume cannot be set from here
    no_device,         // nothing is active that could take a command
    not_found,
    rate,    // 429
    server,  // 5xx, or a page of a gateway under another status
    request, // any other 4xx: a fault of this program
};

struct Verdict {
    Refusal refusal = Refusal::none;
    std::string text;        // a sentence for a person that says what to do; empty for a success
    std::string reason = {}; // Spotify's code for it, where it sent one
};

Verdict judge(const net::Response& response);

} // namespace spotify::api
