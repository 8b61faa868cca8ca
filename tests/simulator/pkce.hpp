// Proof keys of RFC 7636, as reference 2.2 has them: S256 only. Pure.
#pragma once

#include <string>

namespace sim {

// 43 to 128 characters of A-Z a-z 0-9 - . _ ~.
bool is_code_verifier(const std::string& text);

// 43 characters of A-Z a-z 0-9 - _.
bool is_code_challenge(const std::string& text);

// base64url(SHA-256(verifier)) without padding.
std::string challenge_of(const std::string& verifier);

} // namespace sim
