// plugin-check run as a program, and its report.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace plugin_check_tests {

struct Found {
    std::string id;
    std::string verdict;
    std::string text;
};

struct Run {
    int status = -1;
    std::vector<Found> tests;
    std::string output; // where it is no report

    std::vector<std::string> ids(const std::string& verdict) const;
    const Found* test(const std::string& id) const;
};

// With `--json -`. No report when it did not end in time.
std::optional<Run> run(const std::string& folder, const std::vector<std::string>& more = {});

// Without it: what it printed, and how it ended.
Run run_plainly(const std::vector<std::string>& words);

} // namespace plugin_check_tests
