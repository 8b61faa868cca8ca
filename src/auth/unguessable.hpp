// Random texts that nobody can guess: for OAuth's state and for PKCE's verifier.
#pragma once

#include "base/secret.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace spotify::auth {

// base64url of RFC 4648, section 5, without padding.
std::string base64url(std::span<const unsigned char> bytes);

// That many random bytes as base64url. Throws std::runtime_error when the system has no randomness to give.
Secret unguessable(std::size_t bytes);

} // namespace spotify::auth
