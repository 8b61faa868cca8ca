// What happened in one run, a line for each happening, each with its moment since the start. The same seed gives
// the same text in every process and on every machine; it holds no secret.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace contract {

// Reads the steady clock, which is virtual time.
class Trace {
public:
    void line(std::string_view text);

    const std::string& text() const { return text_; }

private:
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::string text_;
};

// FNV-1a of 64 bits, in hexadecimal digits: tells texts apart and nothing else.
std::string digest(std::string_view text);

} // namespace contract
