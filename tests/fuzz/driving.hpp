// What the fuzzes of all faces share.
#pragma once

#include "mutate.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace fuzz {

std::size_t open_descriptors(); // of this process

// A text in hex, of which 4000 bytes at most.
std::string hex(const std::string& bytes);

// Cut at up to three places.
std::vector<std::string> in_pieces(const std::string& bytes, Random& random);

template <typename Holds>
bool eventually(Holds holds) {
    constexpr std::chrono::seconds time_to_settle{30};
    const auto until = std::chrono::steady_clock::now() + time_to_settle;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::yield();
    }
    return true;
}

} // namespace fuzz
