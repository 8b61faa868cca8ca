#include "request_log.hpp"

#include <openssl/sha.h>

#include <array>
#include <utility>

namespace sim {

std::int64_t RequestLog::add(RequestEntry entry) {
    entry.number = ++last_;
    entries_.push_back(std::move(entry));
    if (entries_.size() > capacity)
        entries_.pop_front();
    return last_;
}

void RequestLog::set_status(std::int64_t number, unsigned status) {
    if (entries_.empty() || number < entries_.front().number)
        return;
    entries_.at(static_cast<std::size_t>(number - entries_.front().number)).status = status;
}

std::string fingerprint(const std::string& token) {
    if (token.empty())
        return {};
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
    const std::string digits = "0123456789abcdef";
    std::string text;
    for (std::size_t index = 0; index < 4; ++index) {
        text += digits[digest[index] >> 4U];
        text += digits[digest[index] & 15U];
    }
    return text;
}

} // namespace sim
