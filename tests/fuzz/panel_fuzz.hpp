// Mutated conversations with real panels, and what has to hold whatever is said to them.
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
    std::map<int, std::uint64_t>
        statuses;                    // how often a conversation's first answer had this one; 0: no answer
    std::vector<std::string> faults; // sentences; each tells how to hear the same again
};

// Two panels on loopback, one with access keys and one without. What has to hold:
// - each answer is HTTP with the headers that guard it;
// - without the key nothing that the key guards is to be had;
// - nobody waits for an answer that never comes, and a well-behaved browser is served in between;
// - at the end no connection and no descriptor is left over.
// Conversation `n` of a seed is the same each time. Stops at the tenth fault.
Report fuzz_panel(const Options& options);

} // namespace fuzz
