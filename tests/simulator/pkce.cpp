#include "pkce.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace sim {
namespace {

constexpr const char* base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

} // namespace

bool is_code_verifier(const std::string& text) {
    return text.size() >= 43 && text.size() <= 128 &&
           text.find_first_not_of(std::string(base64url) + ".~") == std::string::npos;
}

bool is_code_challenge(const std::string& text) {
    return text.size() == 43 && text.find_first_not_of(base64url) == std::string::npos;
}

std::string challenge_of(const std::string& verifier) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size(), digest.data());
    std::array<unsigned char, 45> encoded{}; // 44 characters of base64 and a closing zero
    EVP_EncodeBlock(encoded.data(), digest.data(), SHA256_DIGEST_LENGTH);
    std::string challenge(encoded.begin(), encoded.begin() + 43);
    for (char& character : challenge)
        character = character == '+' ? '-' : character == '/' ? '_' : character;
    return challenge;
}

} // namespace sim
