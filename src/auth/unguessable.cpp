#include "auth/unguessable.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace spotify::auth {

std::string base64url(std::span<const unsigned char> bytes) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3); // never moved: a copy left behind could not be wiped
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const unsigned char byte : bytes) {
        bits = (bits << 8U) | byte;
        held += 8;
        while (held >= 6) {
            held -= 6;
            text.push_back(alphabet[(bits >> held) & 63U]);
        }
    }
    if (held > 0) {
        text.push_back(alphabet[(bits << (6 - held)) & 63U]);
    }
    return text;
}

Secret unguessable(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        throw std::runtime_error("the system has no random numbers to give");
    }
    Secret secret{base64url(random)};
    OPENSSL_cleanse(random.data(), random.size());
    return secret;
}

} // namespace spotify::auth
