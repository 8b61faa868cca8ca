#include "host/line_buffer.hpp"

#include <algorithm>
#include <utility>

namespace host {

std::vector<std::string> LineBuffer::add(std::string_view chunk) {
    std::vector<std::string> lines;
    while (!chunk.empty()) {
        const auto end = chunk.find('\n');
        const auto part = chunk.substr(0, end);
        line_ += part.substr(0, std::min(part.size(), longest_ - line_.size()));
        if (end == std::string_view::npos) {
            break;
        }
        lines.push_back(std::exchange(line_, {}));
        chunk.remove_prefix(end + 1);
    }
    return lines;
}

} // namespace host
