#include "panel_key.hpp"

#include "host/json_text.hpp"

#include <array>
#include <stdexcept>

#include <openssl/rand.h>
#include <openssl/sha.h>

namespace avhost {
namespace {

// Base32 without i, l, o and u.
constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t group = 5;

} // namespace

std::string panel_key_text(std::span<const std::uint8_t, panel_key_bytes> bytes) {
    std::string text;
    unsigned waiting = 0; // bits not yet written
    unsigned count = 0;   // of them
    std::size_t written = 0;
    const auto write = [&](unsigned digit) {
        if (written > 0 && written % group == 0) {
            text += '-';
        }
        text += digits[digit & 31U];
        ++written;
    };
    for (const auto byte : bytes) {
        waiting = (waiting << 8U | byte) & 0xFFFU;
        for (count += 8; count >= 5; count -= 5) {
            write(waiting >> (count - 5));
        }
    }
    write(waiting << (5 - count)); // 128 bits are 25 digits and 3 bits
    return text;
}

std::string new_panel_key() {
    std::array<std::uint8_t, panel_key_bytes> bytes{};
    if (::RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error{"panel-key: the system has no random numbers to make a key of"};
    }
    return panel_key_text(bytes);
}

std::string panel_key_entry(std::string_view name, host::Role role, std::string_view key) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
    const std::string text{key};
    ::SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    constexpr std::string_view hex = "0123456789abcdef";
    std::string hash;
    for (const auto byte : digest) {
        hash += hex[byte >> 4U];
        hash += hex[byte & 15U];
    }
    return "{\"name\": " + host::json_quoted(name) + ", \"role\": " + host::json_quoted(host::word(role)) +
           ", \"sha256\": \"" + hash + "\"}";
}

} // namespace avhost
