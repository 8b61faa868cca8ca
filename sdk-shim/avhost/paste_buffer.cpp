#include "paste_buffer.hpp"

#include <utility>

namespace avhost {
namespace {

constexpr char end_of_input = 0x04; // Ctrl-D
constexpr char backspace = 0x08;
constexpr char kill_line = 0x15; // Ctrl-U
constexpr char erase = 0x7F;     // what most terminals send for Backspace

constexpr std::string_view white_space = " \t\r\n\v\f";

} // namespace

void PasteBuffer::add(std::string_view bytes) {
    for (const char byte : bytes) {
        if (source_ == Source::terminal) {
            if (byte == erase || byte == backspace) {
                if (!text_.empty()) {
                    text_.pop_back();
                }
                continue;
            }
            if (byte == kill_line) {
                text_.clear();
                continue;
            }
            if (byte == end_of_input) {
                closed_ = true;
                continue;
            }
        }
        if (text_.size() < longest) {
            text_ += byte;
        } else if (byte == '\n') {
            text_.back() = byte; // the end is seen all the same
        }
    }
}

std::string PasteBuffer::take() {
    std::string text = std::exchange(text_, {});
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

} // namespace avhost
