// Spoils JSON one value at a time: every value at any depth, in every way that was seen or may be.
#pragma once

#include <string>
#include <vector>

namespace test {

struct Mutation {
    std::string path;   // of the spoilt value: device.name, queue[1].uri; empty for the whole
    std::string change; // what stands there now, or "removed"
    std::string text;   // the whole JSON with it
};

// `json` is good JSON of this test's own.
std::vector<Mutation> mutations_of(const std::string& json);

} // namespace test
