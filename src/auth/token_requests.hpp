// The two requests to the token endpoint (reference 2.3). Pure.
#pragma once

#include "base/secret.hpp"
#include "net/message.hpp"

#include <optional>
#include <string>

namespace spotify::auth {

// Who asks: with a secret by Basic, without one by its id in the body. Never both.
struct Client {
    std::string id;
    std::optional<Secret> secret;
};

net::Request refresh_request(const std::string& accounts_path, const Client& client,
                             const Secret& refresh_token);

// `verifier` belongs to the challenge in the link, and there is none in a link for an app with a secret.
net::Request code_request(const std::string& accounts_path, const Client& client, const Secret& code,
                          const std::string& redirect_uri, const std::optional<Secret>& verifier);

// Overwrites the credentials in a request that has been sent, or will never be.
void wipe_credentials(net::Request& request) noexcept;

} // namespace spotify::auth
