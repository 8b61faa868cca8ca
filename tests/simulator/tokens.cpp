#include "tokens.hpp"

#include <algorithm>
#include <utility>

namespace sim {

std::string Tokens::add_refresh(RefreshToken token) {
    const std::string text = "AQ" + random_.url_safe(129);
    newest_[token.account] = text;
    refresh_.emplace(text, std::move(token));
    return text;
}

std::string Tokens::grant(const std::string& account, const std::string& client_id, const std::string& scopes,
                          Millis now) {
    return add_refresh({account, client_id, scopes, now, false, 0});
}

std::string Tokens::newest_refresh_token(const std::string& account) const {
    const auto found = newest_.find(account);
    return found == newest_.end() ? std::string() : found->second;
}

Tokens::Refreshed Tokens::refresh(const std::string& token, const std::string& client_id, Rotation rotation,
                                  Millis access_life, Millis now) {
    Refreshed result;
    const auto found = refresh_.find(token);
    if (found == refresh_.end() || found->second.client_id != client_id) {
        result.failure = RefreshFailure::invalid;
        return result;
    }
    RefreshToken& known = found->second;
    if (known.revoked)
        result.failure = RefreshFailure::revoked;
    else if (now - known.consent_at >= refresh_token_life)
        result.failure = RefreshFailure::expired;
    if (result.failure) {
        if (++known.attempts_when_dead > 1)
            ++repeated_dead_attempts_;
        return result;
    }
    result.account = known.account;
    result.scopes = known.scopes;
    result.access_token = "BQ" + random_.url_safe(201);
    access_[result.access_token] = {known.account, client_id, known.scopes, now + access_life};
    if (rotation == Rotation::always) {
        known.revoked = true;
        result.rotated = add_refresh({known.account, client_id, known.scopes, known.consent_at, false, 0});
    }
    return result;
}

const AccessToken* Tokens::find_access(const std::string& token) const {
    const auto found = access_.find(token);
    return found == access_.end() ? nullptr : &found->second;
}

std::string Tokens::account_of(const std::string& refresh_token) const {
    const auto found = refresh_.find(refresh_token);
    return found == refresh_.end() ? std::string() : found->second.account;
}

void Tokens::expire_access(const std::string& account, Millis now) {
    for (auto& [text, token] : access_)
        if (token.account == account)
            token.expires_at = std::min(token.expires_at, now);
}

void Tokens::revoke_refresh(const std::string& account) {
    for (auto& [text, token] : refresh_)
        if (token.account == account)
            token.revoked = true;
}

void Tokens::expire_refresh(const std::string& account, Millis now) {
    for (auto& [text, token] : refresh_)
        if (token.account == account)
            token.consent_at = std::min(token.consent_at, now - refresh_token_life);
}

} // namespace sim
