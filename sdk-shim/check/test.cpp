#include "check/test.hpp"

#include <algorithm>

namespace check {

const std::vector<Test>& all_tests() {
    static const std::vector<Test> tests = [] {
        std::vector<Test> all;
        for (const auto group :
             {manifest_tests, binary_tests, struct_tests, argument_tests, lifecycle_tests, conduct_tests,
              action_tests, token_tests, thread_tests, secret_tests, store_tests, unload_tests}) {
            const auto more = group();
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }();
    return tests;
}

const Test* find_test(std::string_view id) {
    const auto found = std::ranges::find(all_tests(), id, &Test::id);
    return found == all_tests().end() ? nullptr : &*found;
}

} // namespace check
