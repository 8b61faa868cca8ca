#include "host/log.hpp"

#include "host/clock.hpp"
#include "host/json_text.hpp"

namespace host {
namespace {

constexpr std::size_t largest_part = 4000; // bytes of text in one line

// A text with line ends in it could pass itself off as several lines, and one with escapes could repaint a
// terminal.
std::string one_line(std::string_view text) {
    std::string out = valid_utf8(cut(text, largest_part));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            c = ' ';
        }
    }
    return out;
}

} // namespace

std::string log_text(const LogRecord& record) {
    return one_line(record.source) + ": " + one_line(record.text);
}

std::string log_line(const LogRecord& record, std::int64_t epoch_milliseconds) {
    return utc_text(epoch_milliseconds) + ' ' + std::string{dp::word(record.level)} + ' ' + log_text(record);
}

} // namespace host
