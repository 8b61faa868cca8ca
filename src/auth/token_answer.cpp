#include "auth/token_answer.hpp"

#include "auth/put_secret.hpp"
#include "base/json_fields.hpp"
#include "base/wipe.hpp"

#include <algorithm>

namespace spotify::auth {

namespace {

// Access tokens live an hour. A statement outside of this says more about the sender than about the token; a
// 401 will tell if an hour was too much.
constexpr std::chrono::seconds usual_lifetime{3600};
constexpr std::chrono::seconds longest_believed = std::chrono::hours{24};

constexpr const char* unreadable = "Spotify's sign-in service gave an answer that cannot be read";
constexpr const char* no_token = "Spotify's sign-in service gave an answer without a token";

std::chrono::seconds lifetime_of(json::object& fields) {
    std::optional<std::int64_t> stated;
    json::read_number(fields, "expires_in", 1, longest_believed.count(), stated);
    return stated ? std::chrono::seconds{*stated} : usual_lifetime;
}

bool is_presentable(const std::string& text) {
    return !text.empty() && text.size() <= 200 &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// Tokens travel in a header: anything else in there is not a token.
bool is_token(const std::string& text) {
    return !text.empty() && text.size() <= 16 * 1024 && is_sendable(text);
}

TokenTrouble trouble(int status) {
    return TokenTrouble{"Spotify's sign-in service answered " + std::to_string(status)};
}

TokenAnswer read_grant(json::object& fields) {
    std::string access = json::text_or_empty(fields, "access_token");
    std::string refresh = json::text_or_empty(fields, "refresh_token");
    const WipedAtEnd wiped_access(access);
    const WipedAtEnd wiped_refresh(refresh);
    if (!is_token(access)) {
        return TokenTrouble{no_token, true};
    }
    return TokenGrant{Secret{access}, Secret{is_token(refresh) ? refresh : ""}, lifetime_of(fields)};
}

TokenAnswer read_refusal(json::object& fields, int status) {
    const std::string code = json::text_or_empty(fields, "error");
    const std::string description = json::text_or_empty(fields, "error_description");
    const std::string text = is_presentable(description) ? description
                             : is_presentable(code)      ? code
                                                         : "no reason given";
    if (code == "invalid_grant") {
        return TokenRefused{TokenRefused::Reason::sign_in_again, text};
    }
    if (code == "invalid_client" || code == "unauthorized_client") {
        return TokenRefused{TokenRefused::Reason::client, text};
    }
    if (code == "invalid_request" || code == "unsupported_grant_type" || code == "invalid_scope") {
        return TokenRefused{TokenRefused::Reason::request, text};
    }
    return trouble(status);
}

} // namespace

std::chrono::steady_clock::time_point renewal_time(std::chrono::steady_clock::time_point since,
                                                   std::chrono::seconds lifetime) {
    return since + lifetime - std::min<std::chrono::milliseconds>(lifetime / 10, std::chrono::minutes{5});
}

TokenAnswer read_token_answer(const net::Response& response) {
    // Only a client error in OAuth's own form is a verdict; everything else is trouble on the way.
    const bool verdict = response.status == 400 || response.status == 401;
    if (response.status != 200 && !verdict) {
        return trouble(response.status);
    }
    try {
        json::Document document(response.body);
        return verdict ? read_refusal(document.root(), response.status) : read_grant(document.root());
    } catch (const json::NotJson&) {
        return verdict ? trouble(response.status) : TokenTrouble{unreadable};
    }
}

} // namespace spotify::auth
