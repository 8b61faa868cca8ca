#include "accounts_service.hpp"

#include "json.hpp"

#include <Poco/Base64Decoder.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace sim {
namespace {

constexpr std::int64_t one_hour = 3600;

HttpReply oauth_error(const std::string& error, const std::string& description) {
    return {400,
            {{"Content-Type", "application/json"}},
            json::text(json::object({{"error", error}, {"error_description", description}}))};
}

HttpReply page(unsigned status, const std::string& text) {
    return {status,
            {{"Content-Type", "text/html; charset=utf-8"}},
            "<!DOCTYPE html><html><head><title>" + text + "</title></head><body><h1>" + text +
                "</h1></body></html>"};
}

struct Credentials {
    std::string client_id;
    std::string secret;
};

// Of `Authorization: Basic`; nothing when it is anything else.
std::optional<Credentials> basic_credentials(const HttpRequest& request) {
    const std::string header = request.header("Authorization").value_or("");
    if (header.size() < 6 || !same_without_case(header.substr(0, 6), "Basic "))
        return std::nullopt;
    std::istringstream encoded(header.substr(6));
    Poco::Base64Decoder decoder(encoded);
    std::string plain;
    try {
        plain.assign(std::istreambuf_iterator<char>(decoder), std::istreambuf_iterator<char>());
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
    const std::size_t colon = plain.find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    return Credentials{plain.substr(0, colon), plain.substr(colon + 1)};
}

// A client with a secret proves it by Basic; one without names itself in the body.
const App* authenticate(const World& world, const HttpRequest& request, const NameValues& form) {
    const auto named = [&](const std::string& id) -> const App* {
        const auto found = world.apps.find(id);
        return found == world.apps.end() ? nullptr : &found->second;
    };
    if (request.header("Authorization")) {
        const auto given = basic_credentials(request);
        const App* app = given ? named(given->client_id) : nullptr;
        return app && app->client_secret == given->secret ? app : nullptr;
    }
    const App* app = named(find_value(form, "client_id").value_or(""));
    return app && !app->client_secret ? app : nullptr;
}

std::string description_of(RefreshFailure failure) {
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

HttpReply refresh(World& world, const HttpRequest& request, const NameValues& form, Millis now) {
    const App* app = authenticate(world, request, form);
    if (!app)
        return oauth_error("invalid_client", "Invalid client");
    const auto token = find_value(form, "refresh_token");
    if (!token || token->empty())
        return oauth_error("invalid_request", "refresh_token must be supplied");
    const Account* account = world.find_account(world.tokens.account_of(*token));
    const Rotation rotation = account ? account->rotation : Rotation::omitted;
    const std::int64_t life = account && account->expires_in ? *account->expires_in : one_hour;
    const auto result = world.tokens.refresh(*token, app->client_id, rotation, life * 1000, now);
    if (result.failure)
        return oauth_error("invalid_grant", description_of(*result.failure));

    auto body = json::object({{"access_token", result.access_token}, {"token_type", "Bearer"}});
    if (!account || !account->drop_expires_in)
        body->set("expires_in", life);
    if (rotation == Rotation::none)
        body->set("refresh_token", *token);
    else if (rotation == Rotation::empty)
        body->set("refresh_token", std::string());
    else if (result.rotated)
        body->set("refresh_token", *result.rotated);
    body->set("scope", result.scopes);
    return {200,
            {{"Content-Type", "application/json"},
             {"Cache-Control", "no-store"},
             // Clients are to ignore it; it is there because the real one sends it.
             {"Set-Cookie", "__Host-device_id=" + world.random.url_safe(32) + "; Secure; HttpOnly; Path=/"}},
            json::text(body)};
}

bool is_form(const HttpRequest& request) {
    const std::string type = request.header("Content-Type").value_or("");
    std::string essence = type.substr(0, type.find(';'));
    essence.erase(essence.find_last_not_of(" \t") + 1);
    return same_without_case(essence, "application/x-www-form-urlencoded");
}

} // namespace

HttpReply answer_accounts(World& world, const HttpRequest& request, Millis now) {
    if (request.path != "/api/token")
        return page(404, "Not found");
    if (request.method != "POST") {
        HttpReply reply = page(405, "Method not allowed");
        reply.headers.emplace_back("Allow", "POST");
        return reply;
    }
    if (!request.says_its_length)
        return page(411, "Length Required");
    const auto form = is_form(request) ? parse_form(request.body) : std::nullopt;
    const std::string grant = form ? find_value(*form, "grant_type").value_or("") : "";
    if (grant != "refresh_token")
        return oauth_error("unsupported_grant_type",
                           "grant_type must be client_credentials, authorization_code or refresh_token");
    return refresh(world, request, *form, now);
}

Caller accounts_caller(const HttpRequest& request) {
    const NameValues form = parse_form(request.body).value_or(NameValues{});
    Caller caller{find_value(form, "client_id").value_or(""), find_value(form, "refresh_token").value_or("")};
    if (const auto basic = basic_credentials(request))
        caller.client_id = basic->client_id;
    return caller;
}

} // namespace sim
