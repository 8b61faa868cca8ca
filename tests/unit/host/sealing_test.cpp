// What is sealed opens with the same key in the same place, and in no other case.
#include "host/sealing.hpp"

#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <set>

using host::SealingContext;
using host::SealingError;
using Reason = host::SealingError::Reason;
using namespace host_tests;

namespace {

constexpr SealingContext here{"secrets", "plug", "account/a/token"};

std::optional<Reason> reason_of(const host::SealingKey& key, const SealingContext& context,
                                const std::string& sealed) {
    try {
        host::unseal(key, context, sealed);
    } catch (const SealingError& error) {
        return error.reason();
    }
    return std::nullopt;
}

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
    }
    return bytes;
}

} // namespace

TEST_CASE("a value comes back whole, whatever is in it") {
    const auto key = key_of_bytes(7);
    for (const auto& plain : {std::string{}, std::string{"token"}, std::string("\0\x93\xFF\n", 4),
                              std::string{host::sealing_mark}, std::string(64 * 1024, 'x')}) {
        const auto sealed = host::seal(*key, here, plain);
        CHECK(sealed.size() == plain.size() + host::sealing_overhead);
        CHECK(host::unseal(*key, here, sealed) == plain);
    }
    CHECK(host::unseal(*key, here, host::seal(*key, here, {})).empty());
}

TEST_CASE("the sealed bytes show neither the value nor that two values are the same") {
    const auto key = key_of_bytes(7);
    std::set<std::string> nonces;
    for (int i = 0; i < 1000; ++i) {
        const auto sealed = host::seal(*key, here, "canary-value");
        CHECK(sealed.find("canary") == std::string::npos);
        nonces.insert(sealed.substr(host::sealing_mark.size() + 1, 12));
    }
    CHECK(nonces.size() == 1000);
}

// Made by another implementation (AESGCM of Python's cryptography 48) from the key 00 01 .. 1f, the nonce
// 00 01 .. 0b and the context above.
TEST_CASE("the form of the file is what the header says, so that a later version can read it") {
    std::array<unsigned char, host::SealingKey::size> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<unsigned char>(i);
    }
    const std::string sealed = from_hex("9341565345414c0a01000102030405060708090a0b3567b069a096"
                                        "aa36f92efceedf4104e1e3ea38e8398040a0933627c1bc");
    CHECK(host::unseal(host::SealingKey{bytes}, here, sealed) == "refresh-token");
}

TEST_CASE("another key, another place or one changed bit does not open it") {
    const auto key = key_of_bytes(7);
    const auto sealed = host::seal(*key, here, "value");
    CHECK(reason_of(*key_of_bytes(8), here, sealed) == Reason::not_opened);
    for (const SealingContext& elsewhere : {SealingContext{"state", "plug", "account/a/token"},
                                            SealingContext{"secrets", "other", "account/a/token"},
                                            SealingContext{"secrets", "plug", "account/b/token"},
                                            // the same letters, otherwise divided
                                            SealingContext{"secretsplug", "", "account/a/token"},
                                            SealingContext{"secrets", "plugaccount", "/a/token"}}) {
        CHECK(reason_of(*key, elsewhere, sealed) == Reason::not_opened);
    }
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = sealed;
            changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
            CAPTURE(at);
            CHECK(reason_of(*key, here, changed) ==
                  (at == host::sealing_mark.size() ? Reason::unknown_version : Reason::not_opened));
        }
    }
    CHECK(reason_of(*key, here, sealed + 'x') == Reason::not_opened);
}

TEST_CASE("a piece of a sealed value is never a value") {
    const auto key = key_of_bytes(7);
    const auto sealed = host::seal(*key, here, "value");
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        CAPTURE(size);
        CHECK(reason_of(*key, here, sealed.substr(0, size)) ==
              (size < host::sealing_overhead ? Reason::cut_short : Reason::not_opened));
    }
}

TEST_CASE("what is wiped is gone") {
    std::string text = "secret";
    { const host::WipeAtEnd wipe_it{text}; }
    CHECK(text == std::string(6, '\0'));
}
