#include "api/refusal.hpp"

#include "base/json_fields.hpp"

#include <algorithm>
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

Verdict forbidden(const net::Response& response) {
    const auto [is_json, reason] = read_error(response.body);
    if (lacks_scope(response)) {
        return {Refusal::scope, "The sign-in lacks a permission that this needs: sign in again"};
    }
    if (reason == "PREMIUM_REQUIRED") {
        return {Refusal::premium, "Spotify takes commands only from accounts with Spotify Premium"};
    }
    if (reason == "VOLUME_CONTROL_DISALLOW") {
        return {Refusal::volume_fixed,
                "The volume of this device cannot be set from here: use its own control"};
    }
    if (reason == "DEVICE_NOT_CONTROLLABLE" || reason == "REMOTE_CONTROL_DISALLOW") {
        return {Refusal::device_restricted,
                "The playing device takes no commands from here: use its own control"};
    }
    if (!reason.empty()) {
        return {Refusal::not_now, "Spotify does not allow this now (" +
                                      (reason.size() <= 60 ? reason : "no reason given") + ")"};
    }
    if (!is_json) {
        // The two plain texts carry no code; one of them speaks of the subscription.
        if (contains(response.body, "premium")) {
            return {Refusal::owner_premium,
                    "The owner of this site's Spotify app has no Spotify Premium: renew it; Spotify "
                    "may take hours to notice"};
        }
        return {Refusal::not_listed,
                "This Spotify user is not on the app's list: add the user under User Management in "
                "Spotify's developer dashboard"};
    }
    return {Refusal::not_now, "Spotify does not allow this"};
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
                                     ", with a page in place of an answer); it is tried again"};
    }
    switch (response.status) {
    case 401:
        return lacks_scope(response)
                   ? Verdict{Refusal::scope, "The sign-in lacks a permission that this needs: sign in again"}
                   : Verdict{Refusal::token, "Spotify did not accept the access token"};
    case 403:
        return forbidden(response);
    case 404:
        return read_error(response.body).reason == "NO_ACTIVE_DEVICE"
                   ? Verdict{Refusal::no_device,
                             "No Spotify player is active: start Spotify on a device, then try again"}
                   : Verdict{Refusal::not_found,
                             "Spotify did not find what this is about: the device may be switched off"};
    case 429:
        return {Refusal::rate, "Spotify asked to wait", read_error(response.body).reason};
    default:
        break;
    }
    const std::string status = std::to_string(response.status);
    if (response.status >= 500) {
        return {Refusal::server, "Spotify has trouble of its own (" + status + "); it is tried again"};
    }
    return {Refusal::request,
            "Spotify did not understand the request (" + status + "): this is a fault of the driver"};
}

} // namespace spotify::api
