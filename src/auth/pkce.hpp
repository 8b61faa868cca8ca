// Proof Key for Code Exchange, RFC 7636: who redeems the code is who asked for it.
#pragma once

#include "base/secret.hpp"

#include <string>

namespace spotify::auth {

// 86 characters of the 43 to 128 that are allowed (reference 2.2).
Secret new_code_verifier();

// The S256 challenge: always 43 characters. Pure.
std::string code_challenge(const Secret& verifier);

} // namespace spotify::auth
