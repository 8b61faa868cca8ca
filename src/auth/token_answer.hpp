// What the token endpoint said (reference 2.4 and 2.6). Pure.
#pragma once

#include "base/secret.hpp"
#include "net/message.hpp"

#include <chrono>
#include <string>
#include <variant>

namespace spotify::auth {

struct TokenGrant {
    Secret access_token;  // never empty: an answer without one is no grant (reference 5.4)
    Secret refresh_token; // empty when the answer has none: the old one stays good
    std::chrono::seconds lifetime{3600};
};

// The service has decided: asking again with the same token is of no use.
struct TokenRefused {
    enum class Reason {
        sign_in_again, // invalid_grant: revoked, expired, or never good
        client,        // invalid_client: the client id or its secret
        request,       // any other of OAuth's refusals: a fault of this program, or a setting of the app
    };
    Reason reason = Reason::sign_in_again;
    std::string text; // Spotify's words where they are printable, otherwise the OAuth code; never a token
};

// Passing trouble: the token is kept and tried again later.
struct TokenTrouble {
    std::string text;
    bool is_no_grant = false; // a success that grants nothing: a code may be used up by it
};

using TokenAnswer = std::variant<TokenGrant, TokenRefused, TokenTrouble>;

// When to renew a token that was given at `since`: before its end, so that no command has to wait for it.
std::chrono::steady_clock::time_point renewal_time(std::chrono::steady_clock::time_point since,
                                                   std::chrono::seconds lifetime);

// A 429 is the governor's business and comes out as trouble here.
TokenAnswer read_token_answer(const net::Response& response);

} // namespace spotify::auth
