#include "window_answer.hpp"

#include "authorize_pages.hpp"
#include "value_names.hpp"
#include "web_api_reply.hpp"

namespace sim {
namespace {

constexpr Names<WindowAnswer, 21> names{{
    {WindowAnswer::unauthorized, "401"},
    {WindowAnswer::unauthorized_old, "401_old"},
    {WindowAnswer::unauthorized_absent, "401_missing"},
    {WindowAnswer::premium_required, "403"},
    {WindowAnswer::forbidden, "403_forbidden"},
    {WindowAnswer::not_registered, "403_plain"},
    {WindowAnswer::not_found, "404"},
    {WindowAnswer::server_error, "500"},
    {WindowAnswer::redirect, "302"},
    {WindowAnswer::accepted, "202"},
    {WindowAnswer::no_content, "204"},
    {WindowAnswer::empty, "empty"},
    {WindowAnswer::empty_object, "empty_object"},
    {WindowAnswer::array, "array"},
    {WindowAnswer::string, "string"},
    {WindowAnswer::other_body, "other_body"},
    {WindowAnswer::html, "html"},
    {WindowAnswer::invalid_grant, "invalid_grant"},
    {WindowAnswer::invalid_client, "401_invalid_client"},
    {WindowAnswer::unknown_error, "unknown_error"},
    {WindowAnswer::refresh_token_only, "refresh_token_only"},
}};

HttpReply json_body(std::string text) {
    return {200, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(text)};
}

HttpReply token_error(unsigned status, const std::string& error, const std::string& description) {
    return {status,
            {{"Content-Type", "application/json"}},
            json::text(json::object({{"error", error}, {"error_description", description}}))};
}

// Well formed, and of an endpoint whose keys are not those of the one asked.
HttpReply body_of_another(const HttpRequest& request) {
    if (request.path == "/v1/me/player/devices")
        return json_reply(json::object({{"id", "user_demo"}, {"type", "user"}}));
    return json_reply(json::object({{"devices", json::array()}}));
}

} // namespace

std::optional<WindowAnswer> window_answer_from(const std::string& name) {
    return value_of(names, name);
}

std::string window_answer_name(WindowAnswer answer) {
    return name_of(names, answer);
}

std::vector<std::string> window_answer_names() {
    return all_names(names);
}

HttpReply reply_of(WindowAnswer answer, const HttpRequest& request, Random& random) {
    switch (answer) {
    case WindowAnswer::unauthorized:
        return unauthorized_reply("Missing/invalid/expired access token", "invalid_token",
                                  "Invalid access token");
    case WindowAnswer::unauthorized_old:
        return unauthorized_reply("The access token expired", "invalid_token", "The access token expired");
    case WindowAnswer::unauthorized_absent:
        return unauthorized_reply("Access token missing", "missing_token", "Access token missing");
    case WindowAnswer::premium_required:
        return error_reply(403, "Player command failed: Premium required", "PREMIUM_REQUIRED");
    case WindowAnswer::forbidden:
        return error_reply(403, "Forbidden");
    case WindowAnswer::not_registered:
        return plain_reply(
            403, "Check settings on developer.spotify.com/dashboard, the user may not be registered.");
    case WindowAnswer::not_found:
        return error_reply(404, "Resource not found");
    case WindowAnswer::server_error:
        return bare_page(500, "Internal Server Error");
    case WindowAnswer::redirect:
        return {302, {{"Location", "/login?continue=%2Fauthorize%3F"}}, ""};
    case WindowAnswer::accepted:
        return {202, {}, ""};
    case WindowAnswer::no_content:
        return {204, {}, ""};
    case WindowAnswer::empty:
        return {200, {}, ""};
    case WindowAnswer::empty_object:
        return json_body("{}");
    case WindowAnswer::array:
        return json_body("[]");
    case WindowAnswer::string:
        return json_body("\"ok\"");
    case WindowAnswer::other_body:
        return body_of_another(request);
    case WindowAnswer::html:
        return bare_page(200, "One moment, please");
    case WindowAnswer::invalid_grant:
        return token_error(400, "invalid_grant", "Refresh token revoked");
    case WindowAnswer::invalid_client:
        return token_error(401, "invalid_client", "Invalid client");
    case WindowAnswer::unknown_error:
        return token_error(400, "temporarily_withdrawn", "Try another time");
    case WindowAnswer::refresh_token_only:
        return {200,
                {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                json::text(json::object({{"token_type", "Bearer"},
                                         {"expires_in", 3600},
                                         {"refresh_token", "AQ" + random.url_safe(120)}}))};
    }
    return {};
}

} // namespace sim
