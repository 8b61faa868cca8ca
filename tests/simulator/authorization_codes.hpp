// Authorization codes: what each was given out for, and why one is refused. Pure: time and randomness come
// in.
#pragma once

#include "millis.hpp"
#include "random.hpp"

#include <map>
#include <optional>
#include <string>

namespace sim {

// What a code stands for. Everything in it was settled in the authorize call.
struct CodeGrant {
    std::string account;
    std::string client_id;
    std::string redirect_uri; // as it was sent, not as it is registered
    std::string challenge;    // S256; empty without PKCE
    std::string scopes;       // separated by spaces
    Millis consent_at = 0;    // earlier than the code when an old consent was passed on
};

enum class CodeFailure { invalid, expired, other_redirect_uri, wrong_verifier };

class AuthorizationCodes {
public:
    explicit AuthorizationCodes(std::uint64_t seed)
        : random_(seed) {}

    // `awkward`: with characters that have to be escaped in a URL and in a form.
    std::string issue(CodeGrant grant, Millis expires_at, bool awkward);

    // Null for a code that was never given out or has been used.
    const CodeGrant* find(const std::string& code) const;

    struct Claim {
        std::string client_id; // whose credentials were accepted
        std::string redirect_uri;
        std::optional<std::string> verifier;
    };
    struct Redeemed {
        std::optional<CodeFailure> failure;
        CodeGrant grant;
    };
    // The code is spent by success only: a wrong verifier or redirect URI leaves it to its owner. What the
    // real service does then is not known; a client must be right the first time in either case.
    Redeemed redeem(const std::string& code, const Claim& claim, Millis now);

private:
    struct Issued {
        CodeGrant grant;
        Millis expires_at = 0;
    };
    Random random_;
    std::map<std::string, Issued> open_;
};

} // namespace sim
