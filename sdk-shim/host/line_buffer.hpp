// Cuts what comes through a pipe into lines. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace host {

class LineBuffer {
public:
    // Of a longer line only the first `longest` bytes are kept, and the rest is dropped as it comes.
    explicit LineBuffer(std::size_t longest)
        : longest_{longest} {}

    // The lines that `chunk` completes, without their ends.
    std::vector<std::string> add(std::string_view chunk);

    // At the end of the pipe: what came after the last line end, empty when nothing did.
    std::string rest() { return std::move(line_); }

private:
    const std::size_t longest_;
    std::string line_; // begun and not ended
};

} // namespace host
