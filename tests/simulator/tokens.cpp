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
    return add_refresh({account, client_id, scopes, now});
}

Tokens::First Tokens::first(RefreshToken token, Millis access_life, Millis now) {
    First given;
    given.access_token = add_access(token, now + access_life);
    given.refresh_token = add_refresh(std::move(token));
    return given;
}

std::string Tokens::add_access(const RefreshToken& by, Millis expires_at) {
    std::string text = "BQ" + random_.url_safe(201);
    access_[text] = {by.account, by.client_id, by.scopes, expires_at};
    return text;
}

std::string Tokens::newest_refresh_token(const std::string& account) const {
    const auto found = newest_.find(account);
    return found == newest_.end() ? std::string() : found->second;
}

Tokens::Refreshed Tokens::refresh(const std::string& token, const std::string& client_id, bool rotate,
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
    result.access_token = add_access(known, now + access_life);
    if (rotate) {
        result.rotated = add_refresh(known);
        known.revoked = true;
    }
    return result;
}

const AccessToken* Tokens::find_access(const std::string& token) const {
    const auto found = access_.find(token);
    return found == access_.end() ? nullptr : &found->second;
}

const RefreshToken* Tokens::find_refresh(const std::string& token) const {
    const auto found = refresh_.find(token);
    return found == refresh_.end() ? nullptr : &found->second;
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

void Tokens::date_consents(const std::string& account, Millis consent_at) {
    for (auto& [text, token] : refresh_)
        if (token.account == account)
            token.consent_at = consent_at;
}

} // namespace sim
