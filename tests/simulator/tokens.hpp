// Access and refresh tokens: who holds them, when they end, how they are rotated. Pure: time and randomness
// come in.
#pragma once

#include "millis.hpp"
#include "random.hpp"

#include <map>
#include <optional>
#include <string>

namespace sim {

// What a refresh answer says about the refresh token.
enum class Rotation {
    none,       // the same one again
    omitted,    // no such key, as since June 2026
    empty,      // the key with an empty string
    always,     // a new one, and the old one is dead at once
    pkce_old,   // as until June 2026: always for clients without a secret, omitted for the others
    unknown_new // a new one that the service does not know when it comes; the old one stays alive
};

// Six months from the consent; refreshing does not prolong it.
constexpr Millis refresh_token_life = 183LL * 24 * 60 * 60 * 1000;

struct AccessToken {
    std::string account;
    std::string client_id;
    std::string scopes;
    Millis expires_at = 0;
};

struct RefreshToken {
    std::string account;
    std::string client_id;
    std::string scopes;
    Millis consent_at = 0;
    bool without_secret = false; // its code was exchanged by PKCE alone
    bool revoked = false;
    int attempts_when_dead = 0;
};

enum class RefreshFailure { invalid, revoked, expired };

class Tokens {
public:
    explicit Tokens(std::uint64_t seed)
        : random_(seed) {}

    // A new consent without pages and codes. Earlier ones stay valid.
    std::string grant(const std::string& account, const std::string& client_id, const std::string& scopes,
                      Millis now);

    struct First {
        std::string access_token;
        std::string refresh_token;
    };
    // What a code is exchanged for. The refresh token's six months began with the consent, not now.
    First first(RefreshToken token, Millis access_life, Millis now);

    // The newest refresh token of the account, dead or not; empty when there was no consent.
    std::string newest_refresh_token(const std::string& account) const;

    struct Refreshed {
        std::optional<RefreshFailure> failure;
        std::string account;
        std::string scopes;
        std::string access_token;
        std::optional<std::string> rotated; // only where `rotate` was asked for
    };
    // With `rotate` the refresh token is replaced by a new one and is dead at once.
    Refreshed refresh(const std::string& token, const std::string& client_id, bool rotate, Millis access_life,
                      Millis now);

    // Null when the token was never given out.
    const AccessToken* find_access(const std::string& token) const;
    // Null when the token was never given out, whoever asks for it.
    const RefreshToken* find_refresh(const std::string& token) const;

    void expire_access(const std::string& account, Millis now);
    void revoke_refresh(const std::string& account);
    void expire_refresh(const std::string& account, Millis now);
    // As if all of the account's consents had been given at that moment.
    void date_consents(const std::string& account, Millis consent_at);

    // Refresh attempts with a token that had already been answered as dead.
    int repeated_dead_attempts() const { return repeated_dead_attempts_; }

private:
    std::string add_refresh(RefreshToken token);
    std::string add_access(const RefreshToken& by, Millis expires_at);

    Random random_;
    std::map<std::string, AccessToken> access_;
    std::map<std::string, RefreshToken> refresh_;
    std::map<std::string, std::string> newest_; // refresh token by account
    int repeated_dead_attempts_ = 0;
};

} // namespace sim
