// Cuts what comes through a connection into lines that end with LF, CR LF, CR or NUL. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace avhost::tcp {

enum class LineEnd { lf, crlf, cr, nul };

std::string_view text_of(LineEnd end);

struct Line {
    std::string text; // without its end
    LineEnd end = LineEnd::lf;

    bool operator==(const Line&) const = default;
};

class LineSplitter {
public:
    explicit LineSplitter(std::size_t max_bytes)
        : max_bytes_{max_bytes} {}

    // The lines that `chunk` completes, without empty ones. A CR at the end of a chunk ends its line at once; the LF that
    // may follow belongs to it. Whether it will is known from the line before only.
    std::vector<Line> add(std::string_view chunk);

    // True from the byte on that makes a line longer than `max_bytes`; nothing is taken any more.
    bool is_overlong() const { return is_overlong_; }

private:
    const std::size_t max_bytes_;
    std::string begun_;
    bool after_cr_ = false;     // the last byte was the CR of a line that was given out
    bool expects_crlf_ = false; // the last CR had its LF
    bool is_overlong_ = false;
};

} // namespace avhost::tcp
