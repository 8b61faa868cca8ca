// A text that must not be seen: prints as ***, and is wiped when it goes.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace spotify {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text)
        : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept
        : text_(std::move(other.text_)) {
        other.wipe();
    }
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(); }

    bool empty() const { return text_.empty(); }
    // The only way to the text: whoever calls it sends it to Spotify or to the secret store, nowhere else.
    const std::string& reveal() const { return text_; }

    // In constant time for equal lengths.
    bool operator==(const Secret& other) const;

    // SHA-256 in hex: to know a token again without keeping it.
    std::string fingerprint() const;

private:
    void wipe() noexcept;
    std::string text_;
};

inline std::ostream& operator<<(std::ostream& out, const Secret&) {
    return out << "***";
}

} // namespace spotify
