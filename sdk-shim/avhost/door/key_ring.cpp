#include "door/key_ring.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace avhost::door {

Digest sha256(std::string_view text) {
    Digest digest{};
    std::string copy{text};
    SHA256(reinterpret_cast<const unsigned char*>(copy.data()), copy.size(), digest.data());
    OPENSSL_cleanse(copy.data(), copy.size());
    return digest;
}

std::optional<Visitor> KeyRing::visitor(const Digest& key) const {
    if (keys_.empty()) {
        return Visitor{};
    }
    const host::AccessKey* found = nullptr;
    for (const auto& one : keys_) { // to the end in any case
        found = CRYPTO_memcmp(one.sha256.data(), key.data(), key.size()) == 0 ? &one : found;
    }
    return found != nullptr ? std::optional{Visitor{found->name, found->role}} : std::nullopt;
}

} // namespace avhost::door
