// The command line as a value.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace sim {

struct Options {
    unsigned short port = 0; // 0: any free one
    unsigned short control_port = 0;
    unsigned short covers_port = 0;
    std::string directory; // empty: a fresh temporary one
    std::uint64_t seed = 1;
    std::vector<std::string> account_files;
    std::vector<std::string> certificate_names{"127.0.0.1", "::1"};
    bool help = false;
};

// A sentence that names the option and what was expected.
struct BadOption : std::runtime_error {
    using std::runtime_error::runtime_error;
};

Options parse_options(const std::vector<std::string>& arguments);
std::string usage();

} // namespace sim
