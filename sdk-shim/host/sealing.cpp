#include "host/sealing.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace host {
namespace {

using Reason = SealingError::Reason;

constexpr std::size_t nonce_size = 12; // bytes; what GCM is made for (NIST SP 800-38D, 8.2.2)
constexpr std::size_t tag_size = 16;   // bytes

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* cipher) const { EVP_CIPHER_CTX_free(cipher); } // wipes the key schedule
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

// The library keeps a list of errors for each thread, and a plugin may be using the same one on this thread:
// what we leave there, its next TLS call would take for its own.
class KeepErrorList {
public:
    KeepErrorList() { ERR_set_mark(); }
    ~KeepErrorList() { ERR_pop_to_mark(); }
    KeepErrorList(const KeepErrorList&) = delete;
    KeepErrorList& operator=(const KeepErrorList&) = delete;
};

void must(bool is_done) {
    if (!is_done) {
        throw SealingError{Reason::library, "the cryptographic library refused to work"};
    }
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text, std::size_t from) {
    return reinterpret_cast<unsigned char*>(text.data()) + from;
}

int length(std::string_view text) {
    must(text.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    return static_cast<int>(text.size());
}

std::string header() {
    return std::string{sealing_mark} + sealing_version;
}

// What the tag vouches for besides the value: the header, and each part of the context with its length in
// front, so that no two contexts give the same bytes.
std::string vouched_for(const SealingContext& context) {
    std::string data = header();
    for (const auto part : {context.kind, context.owner, context.key}) {
        const auto size = static_cast<std::uint32_t>(length(part));
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
            data += static_cast<char>((size >> shift) & 0xFFU);
        }
        data += part;
    }
    return data;
}

} // namespace

void wipe(std::span<char> text) noexcept {
    OPENSSL_cleanse(text.data(), text.size());
}

void wipe(std::string& text) noexcept {
    OPENSSL_cleanse(text.data(), text.size());
}

SealingKey::SealingKey(std::span<const unsigned char, size> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

SealingKey::~SealingKey() {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

// A random nonce is safe for 2^32 values under one key; a host that seals one a second gets there in 136
// years.
std::string seal(const SealingKey& key, const SealingContext& context, std::string_view plain) {
    const KeepErrorList keep;
    std::string sealed = header();
    const std::size_t nonce_at = sealed.size();
    const std::size_t text_at = nonce_at + nonce_size;
    const std::size_t tag_at = text_at + plain.size();
    sealed.resize(tag_at + tag_size);
    must(RAND_bytes(bytes(sealed, nonce_at), static_cast<int>(nonce_size)) == 1);
    const Cipher cipher{EVP_CIPHER_CTX_new()};
    const std::string data = vouched_for(context);
    int written = 0;
    must(cipher != nullptr);
    must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes(sealed, nonce_at)) ==
         1);
    must(EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes(data), length(data)) == 1);
    must(EVP_EncryptUpdate(cipher.get(), bytes(sealed, text_at), &written, bytes(plain), length(plain)) == 1);
    must(EVP_EncryptFinal_ex(cipher.get(), bytes(sealed, tag_at), &written) == 1);
    must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                             bytes(sealed, tag_at)) == 1);
    return sealed;
}

std::string unseal(const SealingKey& key, const SealingContext& context, std::string_view sealed) {
    if (!sealed.starts_with(sealing_mark)) {
        throw SealingError{sealing_mark.starts_with(sealed) ? Reason::cut_short : Reason::not_opened,
                           "it does not begin as a sealed value does"};
    }
    if (sealed.size() > sealing_mark.size() && sealed[sealing_mark.size()] != sealing_version) {
        throw SealingError{Reason::unknown_version, "it is sealed in a form that this version does not know"};
    }
    if (sealed.size() < sealing_overhead) {
        throw SealingError{Reason::cut_short, "it is cut short"};
    }
    const KeepErrorList keep;
    const auto nonce = sealed.substr(sealing_mark.size() + 1, nonce_size);
    const auto text = sealed.substr(sealing_mark.size() + 1 + nonce_size, sealed.size() - sealing_overhead);
    std::string tag{sealed.substr(sealed.size() - tag_size)};
    const Cipher cipher{EVP_CIPHER_CTX_new()};
    const std::string data = vouched_for(context);
    std::string plain(text.size(), '\0');
    int written = 0;
    must(cipher != nullptr);
    must(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes(nonce)) == 1);
    must(EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes(data), length(data)) == 1);
    must(EVP_DecryptUpdate(cipher.get(), bytes(plain, 0), &written, bytes(text), length(text)) == 1);
    must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size), tag.data()) ==
         1);
    std::array<unsigned char, EVP_MAX_BLOCK_LENGTH> rest{}; // GCM leaves none
    if (EVP_DecryptFinal_ex(cipher.get(), rest.data(), &written) != 1) {
        wipe(plain); // nobody vouches for it
        throw SealingError{Reason::not_opened, "the key does not open it"};
    }
    return plain;
}

} // namespace host
