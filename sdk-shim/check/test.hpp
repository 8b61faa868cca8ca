// A conformance test: an id, a sentence that says what a plugin owes, and the code that finds out. Each runs
// in a process of its own, so it may crash, hang and leave what it likes behind.
#pragma once

#include "check/profile.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace check {

// The plugin breaks the rule; what() says how.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// It cannot be found out here; what() says why.
class Skip : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline void expect(bool holds, const std::string& otherwise) {
    if (!holds) {
        throw Failure(otherwise);
    }
}

struct Context {
    std::filesystem::path program; // of plugin-check itself
    std::filesystem::path folder;  // of the plugin
    std::optional<Profile> profile;
    std::uint64_t seed = 0;
    std::chrono::milliseconds patience{5000}; // for what ought to come at once
};

struct Test {
    std::string_view id;
    std::string_view sentence;
    std::chrono::seconds limit; // of the whole test
    void (*run)(const Context& context);
};

const std::vector<Test>& all_tests();
const Test* find_test(std::string_view id);

// The groups; each is a file in tests/.
std::vector<Test> manifest_tests();
std::vector<Test> binary_tests();
std::vector<Test> struct_tests();
std::vector<Test> argument_tests();
std::vector<Test> lifecycle_tests();
std::vector<Test> conduct_tests();
std::vector<Test> action_tests();
std::vector<Test> token_tests();
std::vector<Test> thread_tests();
std::vector<Test> secret_tests();
std::vector<Test> store_tests();
std::vector<Test> unload_tests();

} // namespace check
