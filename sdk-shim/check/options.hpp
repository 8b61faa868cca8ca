// plugin-check's command line as a value. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace check {

class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Options {
    std::filesystem::path folder;
    std::filesystem::path profile; // empty: none
    std::filesystem::path json;    // empty: none; "-" is stdout
    std::vector<std::string> only; // empty: all
    std::optional<std::uint64_t> seed;
    std::chrono::milliseconds patience{5000};
    unsigned jobs = 0; // 0: one for each processor
    bool list = false;
    bool help = false;
};

Options parse_options(std::span<const std::string_view> words); // throws UsageError
std::string_view usage();

} // namespace check
