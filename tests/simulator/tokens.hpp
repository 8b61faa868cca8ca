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
    none,    // the same one again
    omitted, // no such key, as since June 2026
    empty,   // the key with an empty string
    always   // a new one, and the old one is dead at once
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
    bool revoked = false;
    int attempts_when_dead = 0;
};

enum class RefreshFailure { invalid, revoked, expired };

class Tokens {
public:
    explicit Tokens(std::uint64_t seed)
        : random_(seed) {}

    // A new consent. Earlier ones stay valid.
    std::string grant(const std::string& account, const std::string& client_id, const std::string& scopes,
                      Millis now);

    // The newest refresh token of the account, dead or not; empty when there was no consent.
    std::string newest_refresh_token(const std::string& account) const;

    struct Refreshed {
        std::optional<RefreshFailure> failure;
        std::string account;
        std::string scopes;
        std::string access_token;
        std::optional<std::string> rotated; // only for Rotation::always
    };
    Refreshed refresh(const std::string& token, const std::string& client_id, Rotation rotation,
                      Millis access_life, Millis now);

    // Null when the token was never given out.
    const AccessToken* find_access(const std::string& token) const;
    // The account of a refresh token, whoever asks for it; empty when unknown.
    std::string account_of(const std::string& refresh_token) const;

    void expire_access(const std::string& account, Millis now);
    void revoke_refresh(const std::string& account);
    void expire_refresh(const std::string& account, Millis now);

    // Refresh attempts with a token that had already been answered as dead.
    int repeated_dead_attempts() const { return repeated_dead_attempts_; }

private:
    std::string add_refresh(RefreshToken token);

    Random random_;
    std::map<std::string, AccessToken> access_;
    std::map<std::string, RefreshToken> refresh_;
    std::map<std::string, std::string> newest_; // refresh token by account
    int repeated_dead_attempts_ = 0;
};

} // namespace sim
