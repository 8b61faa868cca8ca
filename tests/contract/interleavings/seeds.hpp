// Which seeds a test of interleavings runs.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace contract {

// Sanitizers make each one many times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::uint64_t share_of_seeds = 12;
#else
inline constexpr std::uint64_t share_of_seeds = 1;
#endif

// INTERLEAVING_SEED=N is that one alone; INTERLEAVING_SEEDS=N are the first N, where a test has 1 to `usual`.
inline std::vector<std::uint64_t> seeds(std::uint64_t usual) {
    if (const char* one = std::getenv("INTERLEAVING_SEED")) {
        return {std::stoull(one)};
    }
    const char* wanted = std::getenv("INTERLEAVING_SEEDS");
    const auto count = wanted != nullptr ? std::stoull(wanted) : usual / share_of_seeds;
    std::vector<std::uint64_t> all;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        all.push_back(seed);
    }
    return all;
}

} // namespace contract
