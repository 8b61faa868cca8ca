#include "auth/pkce.hpp"

#include "auth/unguessable.hpp"

#include <openssl/sha.h>

#include <array>

namespace spotify::auth {

Secret new_code_verifier() {
    return unguessable(64);
}

std::string code_challenge(const Secret& verifier) {
    const auto& text = verifier.reveal();
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return base64url(digest);
}

} // namespace spotify::auth
