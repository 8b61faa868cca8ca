// What the kernel says of this process.
#pragma once

#include <cstddef>
#include <optional>

namespace avhost {

struct ProcessFigures {
    std::size_t resident_bytes = 0;
    std::size_t open_files = 0;
    std::size_t threads = 0;
    double cpu_seconds = 0; // user and system
};

// Nothing where /proc is not to be had.
std::optional<ProcessFigures> process_figures();

} // namespace avhost
