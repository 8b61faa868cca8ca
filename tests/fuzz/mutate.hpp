// Turns a text into one that is wrong in a few places. Pure: the same generator, the same result.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace fuzz {

using Random = std::mt19937_64;

// From 0 to `below` - 1; `below` is at least 1.
std::size_t pick(Random& random, std::size_t below);

// A few changes, or now and then none. `others` are texts to take pieces of. At most `most` bytes come out.
std::string mutated(std::string text, const std::vector<std::string>& others, Random& random,
                    std::size_t most);

} // namespace fuzz
