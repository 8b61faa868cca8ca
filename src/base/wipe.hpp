// Overwrites what must not be found in memory later: in a core dump, say.
#pragma once

#include <openssl/crypto.h>

#include <string>

namespace spotify {

inline void wipe(std::string& text) noexcept {
    if (!text.empty()) {
        OPENSSL_cleanse(text.data(), text.size());
        text.clear();
    }
}

// Wipes a text that others filled when the scope ends.
class WipedAtEnd {
public:
    explicit WipedAtEnd(std::string& text)
        : text_(text) {}
    ~WipedAtEnd() { wipe(text_); }
    WipedAtEnd(const WipedAtEnd&) = delete;
    WipedAtEnd& operator=(const WipedAtEnd&) = delete;

private:
    std::string& text_;
};

} // namespace spotify
