#include "tcp/line_splitter.hpp"

#include <utility>

namespace avhost::tcp {

std::string_view text_of(LineEnd end) {
    switch (end) {
    case LineEnd::crlf:
        return "\r\n";
    case LineEnd::cr:
        return "\r";
    case LineEnd::nul:
        return {"\0", 1};
    case LineEnd::lf:
        break;
    }
    return "\n";
}

std::vector<Line> LineSplitter::add(std::string_view chunk) {
    static constexpr std::string_view ends{"\n\r\0", 3};
    std::vector<Line> lines;
    const auto give = [&](LineEnd end) {
        if (!begun_.empty()) {
            lines.push_back({std::exchange(begun_, {}), end});
        }
    };
    while (!chunk.empty() && !is_overlong_) {
        if (std::exchange(after_cr_, false)) {
            expects_crlf_ = chunk.front() == '\n';
            if (expects_crlf_) {
                chunk.remove_prefix(1);
                continue;
            }
        }
        const auto at = chunk.find_first_of(ends);
        const auto part = chunk.substr(0, at);
        if (part.size() > max_bytes_ - begun_.size()) {
            is_overlong_ = true;
            begun_.clear();
            break;
        }
        begun_ += part;
        if (at == std::string_view::npos) {
            break;
        }
        const char end = chunk[at];
        chunk.remove_prefix(at + 1);
        if (end == '\r') {
            const bool with_lf = chunk.empty() ? expects_crlf_ : chunk.front() == '\n';
            give(with_lf ? LineEnd::crlf : LineEnd::cr);
            after_cr_ = true;
        } else {
            give(end == '\n' ? LineEnd::lf : LineEnd::nul);
        }
    }
    return lines;
}

} // namespace avhost::tcp
