#include "token_endpoint.hpp"

#include "client_authentication.hpp"
#include "json.hpp"

namespace sim {
namespace {

constexpr std::int64_t one_hour = 3600;

HttpReply refusal(const World& world, const std::string& error, const std::string& description) {
    auto body = json::object({{"error", error}});
    if (!world.settings.omit_error_description)
        body->set("error_description", description);
    return {400, {{"Content-Type", "application/json"}}, json::text(body)};
}

HttpReply invalid_client(const World& world) {
    return refusal(world, "invalid_client", "Invalid client");
}

const char* description_of(RefreshFailure failure) {
    switch (failure) {
    case RefreshFailure::invalid:
        return "Invalid refresh token";
    case RefreshFailure::revoked:
        return "Refresh token revoked";
    case RefreshFailure::expired:
        return "Refresh token expired";
    }
    return "Invalid refresh token";
}

const char* description_of(CodeFailure failure) {
    switch (failure) {
    case CodeFailure::invalid:
        return "Invalid authorization code";
    case CodeFailure::expired:
        return "Authorization code expired";
    case CodeFailure::other_redirect_uri:
        return "Invalid redirect URI";
    case CodeFailure::wrong_verifier:
        return "code_verifier was incorrect";
    }
    return "Invalid authorization code";
}

// Seconds; any number that a test wants to see.
std::int64_t access_life_of(const Account* account) {
    return account && account->expires_in ? *account->expires_in : one_hour;
}

HttpReply tokens_reply(World& world, const Account* account, const std::string& access_token,
                       const std::optional<std::string>& refresh_token, const std::string& scopes) {
    const auto dropped = account ? account->dropped : std::nullopt;
    auto body = json::object();
    if (dropped != TokenField::access_token)
        body->set("access_token", access_token);
    body->set("token_type", "Bearer");
    if (dropped != TokenField::expires_in)
        body->set("expires_in", access_life_of(account));
    if (refresh_token && dropped != TokenField::refresh_token)
        body->set("refresh_token", *refresh_token);
    body->set("scope", scopes);
    return {200,
            {{"Content-Type", "application/json"},
             {"Cache-Control", "no-store"},
             // Clients are to ignore it; it is there because the real one sends it.
             {"Set-Cookie", "__Host-device_id=" + world.random.url_safe(32) + "; Secure; HttpOnly; Path=/"}},
            json::text(body)};
}

HttpReply exchange_code(World& world, const HttpRequest& request, const NameValues& form, Millis now) {
    const auto client = authenticate(world, request, form);
    if (!client)
        return invalid_client(world);
    const std::string code = find_value(form, "code").value_or("");
    const std::string redirect_uri = find_value(form, "redirect_uri").value_or("");
    const auto verifier = find_value(form, "code_verifier");
    if (code.empty())
        return refusal(world, "invalid_request", "code must be supplied");
    if (redirect_uri.empty())
        return refusal(world, "invalid_request", "redirect_uri must be supplied");
    // Neither a secret nor a proof key: nothing shows who asks. Where only the verifier was forgotten, that
    // is said.
    const CodeGrant* known = world.codes.find(code);
    const bool has_challenge = known && !known->challenge.empty();
    if (!client->proved_by_secret && !verifier && !has_challenge)
        return invalid_client(world);

    const auto redeemed = world.codes.redeem(code, {client->app->client_id, redirect_uri, verifier}, now);
    if (redeemed.failure)
        return refusal(world, "invalid_grant", description_of(*redeemed.failure));
    const CodeGrant& grant = redeemed.grant;
    const Account* account = world.find_account(grant.account);
    RefreshToken token{grant.account, grant.client_id, grant.scopes, grant.consent_at};
    token.without_secret = !client->proved_by_secret;
    const auto given = world.tokens.first(std::move(token), access_life_of(account) * 1000, now);
    return tokens_reply(world, account, given.access_token, given.refresh_token, grant.scopes);
}

// Whether the client is one of those that can keep no secret.
bool is_public(const App& app, const RefreshToken& token) {
    return !app.client_secret || token.without_secret;
}

HttpReply refresh(World& world, const HttpRequest& request, const NameValues& form, Millis now) {
    const auto client = authenticate(world, request, form);
    const std::string text = find_value(form, "refresh_token").value_or("");
    const RefreshToken* token = world.tokens.find_refresh(text);
    const bool needs_secret =
        client && client->app->client_secret && !(token && is_public(*client->app, *token));
    if (!client || (needs_secret && !client->proved_by_secret))
        return invalid_client(world);
    if (text.empty())
        return refusal(world, "invalid_request", "refresh_token must be supplied");
    const Account* account = token ? world.find_account(token->account) : nullptr;
    const Rotation rotation = account ? account->rotation : Rotation::omitted;
    const bool rotate = rotation == Rotation::always ||
                        (rotation == Rotation::pkce_old && token && is_public(*client->app, *token));
    const auto result =
        world.tokens.refresh(text, client->app->client_id, rotate, access_life_of(account) * 1000, now);
    if (result.failure)
        return refusal(world, "invalid_grant", description_of(*result.failure));

    std::optional<std::string> told = result.rotated;
    if (rotation == Rotation::none)
        told = text;
    else if (rotation == Rotation::empty)
        told = "";
    else if (rotation == Rotation::unknown_new)
        told = "AQ" + world.random.url_safe(120);
    return tokens_reply(world, account, result.access_token, told, result.scopes);
}

} // namespace

HttpReply answer_token_request(World& world, const HttpRequest& request, Millis now) {
    const Millis wall = world.wall_clock(now);
    const auto form = form_of(request);
    const std::string grant = form ? find_value(*form, "grant_type").value_or("") : "";
    if (grant == "authorization_code")
        return exchange_code(world, request, *form, wall);
    if (grant == "refresh_token")
        return refresh(world, request, *form, wall);
    return refusal(world, "unsupported_grant_type",
                   "grant_type must be client_credentials, authorization_code or refresh_token");
}

} // namespace sim
