// One line for the installer, as a value, and its form as text. Where it goes is the program's business.
// Pure.
#pragma once

#include "dp/status.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace host {

struct LogRecord {
    dp::LogLevel level = dp::LogLevel::info;
    std::string source; // "host", or a plugin and its category: "contact/config"
    std::string text;   // never a secret in it
};

// Any thread, several at once. Does not block and does not throw.
using Log = std::function<void(const LogRecord&)>;

// "2026-11-24T00:18:00.123Z info contact/config: text" without an end of line. Whatever the text holds, it is
// one line of valid UTF-8 of at most 4,000 bytes or so.
std::string log_text(const LogRecord& record); // its part after the level
std::string log_line(const LogRecord& record, std::int64_t epoch_milliseconds);

} // namespace host
