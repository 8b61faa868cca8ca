#include "web_api.hpp"

#include "bearer.hpp"
#include "path_pattern.hpp"
#include "request_parameters.hpp"
#include "route.hpp"
#include "scopes.hpp"
#include "web_api_reply.hpp"
#include "window_reply.hpp"

#include <algorithm>
#include <charconv>

namespace sim {
namespace {

// Keeps a fanciful Retry-After from overflowing.
constexpr Millis longest_wait_s = 10LL * 365 * 24 * 60 * 60;

HttpReply unauthorized(const World& world, const std::string& error, const std::string& old_text) {
    const std::string text = world.settings.old_401_text ? old_text : "Missing/invalid/expired access token";
    return unauthorized_reply(text, error, old_text);
}

HttpReply insufficient_scope() {
    HttpReply reply = error_reply(403, "Insufficient client scope");
    reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"spotify\", error=\"insufficient_scope\", "
                                                   "error_description=\"Insufficient client scope\"");
    return reply;
}

// Answered by the edge, before anything of the Web API is asked.
HttpReply length_required() {
    return {
        411,
        {{"Content-Type", "text/html; charset=UTF-8"}, {"Referrer-Policy", "no-referrer"}},
        "<!DOCTYPE html>\n<html lang=en>\n<title>Error 411 (Length Required)!!1</title>\n"
        "<p><b>411.</b> That’s an error.\n<p>POST requests require a <code>Content-length</code> header.\n"};
}

HttpReply too_many(World& world, const Verdict& verdict) {
    HttpReply reply = verdict.admission == Admission::quota_exceeded
                          ? error_reply(429, "Too many requests", "QUOTA_EXCEEDED")
                      : world.random.between(0, 1) == 0 ? error_reply(429, "API rate limit exceeded")
                                                        : plain_reply(429, "Too many requests");
    reply.headers.emplace_back("Cache-Control", "private, max-age=0");
    switch (world.settings.retry_after) {
    case RetryAfter::computed:
        reply.headers.emplace_back("Retry-After", std::to_string((verdict.wait_ms + 999) / 1000));
        break;
    case RetryAfter::fixed:
        reply.headers.emplace_back("Retry-After", world.settings.retry_after_text);
        break;
    case RetryAfter::missing:
        break;
    }
    return reply;
}

// Endpoints that Development Mode lost in February 2026.
bool closed_to_development_mode(const std::string& path) {
    const bool playlist_tracks = path.rfind("/v1/playlists/", 0) == 0 && path.size() > 7 &&
                                 path.compare(path.size() - 7, 7, "/tracks") == 0;
    return playlist_tracks || path == "/v1/me/tracks" || path == "/v1/me/tracks/contains" ||
           path == "/v1/tracks" || path == "/v1/markets";
}

HttpReply get_me(const World& world, const Account& account) {
    const std::string id = "user_" + account.name;
    auto body = json::object(
        {{"display_name", world.settings.null_display_name ? json::null() : json::Var(account.name)},
         {"external_urls", json::object({{"spotify", "https://open.spotify.com/user/" + id}})},
         {"href", "https://api.spotify.com/v1/users/" + id},
         {"id", id},
         {"images", json::array()},
         {"type", "user"},
         {"uri", "spotify:user:" + id},
         {"account_id", "acc_" + account.name}});
    if (!world.settings.development_mode) {
        body->set("country", "NL");
        body->set("explicit_content", json::object({{"filter_enabled", false}, {"filter_locked", false}}));
        body->set("followers", json::object({{"href", json::null()}, {"total", 3}}));
        body->set("product", account.premium ? "premium" : "free");
    }
    return json_reply(body);
}

HttpReply answer_admitted(World& world, Account& account, const AccessToken& token,
                          const HttpRequest& request, Millis now) {
    if (!world.apps.at(token.client_id).owner_premium)
        return plain_reply(403, "Active premium subscription required for the owner of the app. When the "
                                "subscription status changes, it can take a few hours before requests are "
                                "allowed again.");
    if (!account.allow_listed)
        return plain_reply(
            403, "Check settings on developer.spotify.com/dashboard, the user may not be registered.");
    if (world.settings.development_mode && closed_to_development_mode(request.path))
        return error_reply(403, "Forbidden");

    bool path_known = request.path == "/v1/me";
    if (path_known && request.method == "GET")
        return get_me(world, account);
    for (const Route& route : routes()) {
        if (!leads_to(request.path, route.path))
            continue;
        path_known = true;
        if (request.method != route.method)
            continue;
        for (const std::string& scope : route.scopes)
            if (!has_scope(token.scopes, scope))
                return insufficient_scope();
        if (route.is_command && !account.premium)
            return error_reply(403, "Player command failed: Premium required", "PREMIUM_REQUIRED");
        try {
            return route.answer(world, account, request, now);
        } catch (const BadRequest& bad) {
            return error_reply(400, bad.what());
        }
    }
    return path_known ? error_reply(405, "Method not allowed") : error_reply(404, "Service not found");
}

// Null where the token is not known; whether the token is still good does not matter.
Account* asking_account(World& world, const HttpRequest& request) {
    const AccessToken* token = world.tokens.find_access(bearer_token(request));
    return token ? world.find_account(token->account) : nullptr;
}

// Those who must wait after a 429 to this request: the app, or the app within a bucket.
std::string bound_by_rate(const HttpRequest& request, const std::string& client_id) {
    return client_id + (request.path.rfind("/v1/", 0) == 0 ? " api" : " accounts");
}
std::string bound_by_quota(const HttpRequest& request, const std::string& client_id) {
    return client_id + " bucket " + bucket_of(request.path);
}

} // namespace

HttpReply answer_web_api(World& world, const HttpRequest& request, Millis now) {
    if (const auto reply = window_reply(world, request, asking_account(world, request), now))
        return *reply;
    if ((request.method == "PUT" || request.method == "POST") && !request.says_its_length)
        return length_required();
    if (!request.header("Authorization"))
        return unauthorized(world, "missing_token", "No token provided");
    const std::string text = bearer_token(request);
    if (text.empty() || text.find(' ') != std::string::npos)
        return error_reply(400, "Only valid bearer authentication supported");
    const AccessToken* token = world.tokens.find_access(text);
    Account* account = token ? world.find_account(token->account) : nullptr;
    if (!account)
        return unauthorized(world, "invalid_token", "Invalid access token");
    if (world.wall_clock(now) >= token->expires_at)
        return unauthorized(world, "invalid_token", "The access token expired");

    const Verdict verdict =
        world.rate_limit.admit(token->client_id, bucket_of(request.path), world.settings.limits, now);
    if (verdict.admission != Admission::admitted)
        return too_many(world, verdict);
    return answer_admitted(world, *account, *token, request, now);
}

void note_early_request(World& world, const HttpRequest& request, const std::string& client_id, Millis now) {
    if (!client_id.empty() && (world.announcements.binding(bound_by_rate(request, client_id), now) ||
                               world.announcements.binding(bound_by_quota(request, client_id), now)))
        ++world.early_requests;
}

void note_announcement(World& world, const HttpRequest& request, const HttpReply& reply,
                       const std::string& client_id, Millis now) {
    const std::string text = reply.header("Retry-After").value_or("");
    Millis seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (reply.status != 429 || client_id.empty() || error != std::errc() || end != text.data() + text.size())
        return;
    const Millis wait = std::min(seconds, longest_wait_s) * 1000;
    world.announcements.announce(bound_by_quota(request, client_id), now + wait);
    if (reply.body.find("QUOTA_EXCEEDED") == std::string::npos)
        world.announcements.announce(bound_by_rate(request, client_id),
                                     now + wait_of_app(bucket_of(request.path), wait));
}

} // namespace sim
