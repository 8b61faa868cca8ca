// What a fuzz is told, and what it found.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fuzz {

struct Options {
    std::uint64_t seed = 1;
    std::uint64_t first = 0;         // number of the first conversation
    std::uint64_t count = 1000;      // at most
    std::chrono::seconds time{3600}; // at most
    std::function<void(std::uint64_t done)> progress = [](std::uint64_t) {}; // after each hundred
};

struct Report {
    std::uint64_t conversations = 0;
    std::map<std::string, std::uint64_t> answers; // how often a conversation's first answer was of this kind
    std::vector<std::string> faults;              // sentences; each tells how to hear the same again
};

} // namespace fuzz
