// What a window answers in place of the service. Each is an answer that Spotify, or something between it and
// its client, does give, told to a request that did not deserve it.
#pragma once

#include "http_message.hpp"
#include "random.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sim {

enum class WindowAnswer {
    // Refusals that sound lasting (reference 5.3, 5.4).
    unauthorized,        // 401 in the words of since July 2026
    unauthorized_old,    // 401 in the words of before
    unauthorized_absent, // 401 "Access token missing", as in July 2026 told to good tokens
    premium_required,    // 403, JSON
    forbidden,           // 403, JSON without a reason: an endpoint that is closed to the app
    not_registered,      // 403, plain text
    not_found,           // 404, JSON
    // Trouble of the service and of the way to it.
    server_error, // 500, HTML
    redirect,     // 302 to a login page
    // Success that tells nothing (reference 3.2, 4.1).
    accepted,     // 202: the device is waking or briefly away
    no_content,   // 204: nothing plays
    empty,        // 200 without a body
    empty_object, // 200 with a body that is not what was asked for, from here on
    array,
    string,
    other_body, // another endpoint's
    html,
    // Of the token endpoint (reference 2.6).
    invalid_grant,     // 400 for a token that is good
    invalid_client,    // 401, as RFC 6749 has it; Spotify's own is a 400
    unknown_error,     // 400 with an error that is documented nowhere
    refresh_token_only // 200 with a refresh token that the service does not know, and no access token
};

std::optional<WindowAnswer> window_answer_from(const std::string& name);
std::string window_answer_name(WindowAnswer answer);
std::vector<std::string> window_answer_names();

HttpReply reply_of(WindowAnswer answer, const HttpRequest& request, Random& random);

} // namespace sim
