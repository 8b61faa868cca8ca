// Puts together what a person pastes, from bytes as they come. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace avhost {

class PasteBuffer {
public:
    // Of a longer paste the rest is dropped. Far more than an address has, and no more than a line of the
    // host's may have.
    static constexpr std::size_t longest = 48 * 1024;

    enum class Source {
        pipe,
        terminal // that hands every key on: Backspace, Ctrl-U and Ctrl-D are ours to understand
    };
    explicit PasteBuffer(Source source)
        : source_{source} {}

    void add(std::string_view bytes);

    // It ends with a line end, so it may be complete. Only may: an address that came through a mail program
    // has line ends inside. Whoever reads waits for a moment without a byte, see quiet_time in
    // sign_in_command.cpp.
    bool may_be_complete() const { return !text_.empty() && text_.back() == '\n'; }

    // Ctrl-D on a terminal: there is nothing more to come.
    bool is_closed() const { return closed_; }

    // The paste without the white space around it, empty when it is nothing else; the buffer is empty then.
    std::string take();

private:
    const Source source_;
    std::string text_;
    bool closed_ = false;
};

} // namespace avhost
