#include "api/refusal.hpp"

#include "base/json_fields.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace spotify::api {

namespace {

struct ErrorBody {
    bool is_json = false;
    std::string reason;
};

ErrorBody read_error(const std::string& body) {
    try {
        json::Document document(body);
        json::object error;
        if (!json::read_object(document.root(), "error", error)) {
            return {true, ""};
        }
        return {true, json::text_or_empty(error, "reason")};
    } catch (const json::NotJson&) {
        return {};
    }
}

bool contains(const std::string& text, std::string_view word) {
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

// By the challenge, as RFC 6750 has it. Where there is none no code tells, so the words have to; should they
// change, the sentence is less exact and nothing else.
bool lacks_scope(const net::Response& response) {
    if (const auto* challenge = response.header("www-authenticate")) {
        return contains(*challenge, "insufficient_scope");
    }
    return contains(response.body, "insufficient client scope") ||
           contains(response.body, "permissions missing");
}

// Spotify's code, where it is one and not a text.
bool is_code(const std::string& reason) {
    return !reason.empty() && reason.size() <= 60 &&
           std::ranges::all_of(reason, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

// What a code means for a person. Without one, and of one that is newer than this list, only that much is known.
std::string not_now(const std::string& reason) {
    struct Row {
        std::string_view code;
        std::string_view text;
    };
    static constexpr std::array<Row, 10> rows{{
        {"NO_PREV_TRACK", "There is nothing before this to go back to"},
        {"NO_NEXT_TRACK", "There is nothing after this to go on to"},
        {"NO_SPECIFIC_TRACK", "What is asked for is not in the list that plays"},
        {"ALREADY_PAUSED", "It is paused already"},
        {"NOT_PAUSED", "It is not paused"},
        {"ALREADY_PLAYING", "It plays already"},
        {"NOT_PLAYING_TRACK", "No track plays that this could be done with"},
        {"NOT_PLAYING_CONTEXT", "No list plays that this could be done with"},
        {"RATE_LIMITED", "Too many tracks were started one after the other: try again in a minute"},
        {"UNKNOWN",
         "Spotify does not allow this now: it may be so already, or what plays does not let it be done"},
    }};
    const auto found = std::ranges::find(rows, reason, &Row::code);
    if (found != rows.end()) {
        return std::string{found->text};
    }
    return "Spotify does not allow this now" + (is_code(reason) ? " (" + reason + ")" : "");
}

Verdict forbidden(const net::Response& response) {
    const auto [is_json, reason] = read_error(response.body);
    if (lacks_scope(response)) {
        return {Refusal::scope, "The sign-in lacks a permission that this needs: sign in again"};
    }
    if (reason == "PREMIUM_REQUIRED") {
        return {Refusal::premium, "Spotify says that this account has no Premium, without which it takes no "
                                  "commands; where it has, try again in a moment"};
    }
    if (reason == "VOLUME_CONTROL_DISALLOW") {
        return {Refusal::volume_fixed,
                "The volume of this device cannot be set from here: use its own control"};
    }
    if (reason == "DEVICE_NOT_CONTROLLABLE" || reason == "REMOTE_CONTROL_DISALLOW") {
        return {Refusal::device_restricted, "This device takes no commands from here: use its own control"};
    }
    if (!reason.empty()) {
        return {Refusal::not_now, not_now(reason)};
    }
    if (!is_json) {
        // The plain texts carry no code; one of them speaks of the subscription, the others of the user.
        if (contains(response.body, "premium")) {
            return {Refusal::owner_premium,
                    "The owner of this site's Spotify app has no Spotify Premium: renew it; Spotify "
                    "may take hours to notice"};
        }
        if (contains(response.body, "regist") || contains(response.body, "developer")) {
            return {Refusal::not_listed,
                    "This Spotify user is not on the app's list: add the user under User Management in "
                    "Spotify's developer dashboard"};
        }
        return {Refusal::server,
                "Spotify's answer (403) cannot be read: a proxy or a portal may stand between "
                "this controller and Spotify"};
    }
    return {Refusal::not_now, not_now({})};
}

} // namespace

Verdict judge(const net::Response& response) {
    if (response.ok()) {
        return {};
    }
    const auto first = response.body.find_first_not_of(" \t\r\n");
    const bool is_page = first != std::string::npos && response.body[first] == '<';
    if (is_page && response.status != 401 &&
        response.status != 429) { // of a gateway: it says nothing of the account
        return {Refusal::server, "Spotify has trouble of its own (" + std::to_string(response.status) +
                                     ", with a page in place of an answer), which passes as a rule"};
    }
    switch (response.status) {
    case 401:
        return lacks_scope(response)
                   ? Verdict{Refusal::scope, "The sign-in lacks a permission that this needs: sign in again"}
                   : Verdict{Refusal::token,
                             "Spotify did not accept the access token: try again in a moment, and if "
                             "that does not help, sign in again"};
    case 403:
        return forbidden(response);
    case 404:
        return read_error(response.body).reason == "NO_ACTIVE_DEVICE"
                   ? Verdict{Refusal::no_device,
                             "No Spotify player is active: start Spotify on a device, then try again"}
                   : Verdict{
                         Refusal::not_found,
                         contains(response.body, "device")
                             ? "Spotify does not find the device: it may be asleep or switched off"
                             : "Spotify does not find what this is about: it may have been removed, or the "
                               "device may be switched off"};
    case 429:
        return {Refusal::rate, "Spotify asked to wait: try again later", read_error(response.body).reason};
    default:
        break;
    }
    const std::string status = std::to_string(response.status);
    if (response.status >= 500) {
        return {Refusal::server, "Spotify has trouble of its own (" + status + "), which passes as a rule"};
    }
    if (response.status < 400) {
        return {Refusal::request, "Spotify was asked, and a redirect came (" + status +
                                      "): a proxy or a portal may stand between this controller and Spotify"};
    }
    return {Refusal::request, "Spotify did not take the request (" + status +
                                  "): what it is about may not exist; where it does, the driver is at fault"};
}

} // namespace spotify::api
