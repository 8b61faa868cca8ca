// One secret as bytes that only the key opens: AES-256-GCM, with a small header that says in which form.
// Knows no file, no store and no command line. Pure, but for the random nonce.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace host {

// Writes over a text that was secret. Copies that others made of it, a string that grew among them, stay.
void wipe(std::span<char> text) noexcept;
void wipe(std::string& text) noexcept;

// Wipes a text at the end of a scope, however it is left. The text has to outlive it.
class WipeAtEnd {
public:
    explicit WipeAtEnd(std::string& text)
        : text_{text} {}
    ~WipeAtEnd() { wipe(text_); }
    WipeAtEnd(const WipeAtEnd&) = delete;
    WipeAtEnd& operator=(const WipeAtEnd&) = delete;

private:
    std::string& text_;
};

// Wiped when it goes.
class SealingKey {
public:
    static constexpr std::size_t size = 32; // bytes

    explicit SealingKey(std::span<const unsigned char, size> bytes);
    ~SealingKey();
    SealingKey(const SealingKey&) = delete;
    SealingKey& operator=(const SealingKey&) = delete;

    const unsigned char* data() const { return bytes_.data(); }

private:
    std::array<unsigned char, size> bytes_;
};

// Where a value belongs. What was sealed for one place does not open in another.
struct SealingContext {
    std::string_view kind;  // of the store
    std::string_view owner; // the plugin
    std::string_view key;   // the value's name
};

// what() says nothing of value or key.
class SealingError : public std::runtime_error {
public:
    enum class Reason {
        not_opened,      // another key, another place, or changed since; these cannot be told apart
        unknown_version, // sealed by a later version of this program
        cut_short,
        library // the cipher or the source of random bytes said no
    };
    SealingError(Reason reason, const std::string& sentence)
        : std::runtime_error{sentence}
        , reason_{reason} {}
    Reason reason() const { return reason_; }

private:
    Reason reason_;
};

// What sealed bytes begin with, followed by one byte: the version. 0x93 begins no UTF-8 text, so no token
// that came as text begins like this.
constexpr std::string_view sealing_mark{"\x93"
                                        "AVSEAL\n"};
constexpr char sealing_version = 1; // 12 bytes of nonce, the cipher text, 16 bytes of tag
constexpr std::size_t sealing_overhead = sealing_mark.size() + 1 + 12 + 16;

// Two calls never give the same bytes. Throws SealingError, for reason `library` only.
std::string seal(const SealingKey& key, const SealingContext& context, std::string_view plain);

// The plain text of what seal() gave for the same key and context. Throws SealingError.
std::string unseal(const SealingKey& key, const SealingContext& context, std::string_view sealed);

} // namespace host
