// Each fault of faults.h is found by the test that its comment names first, and by no other than those that it
// names.
#include "plugin_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <thread>

using namespace plugin_check_tests;

namespace {

struct Fault {
    std::string name;
    std::vector<std::string> tests; // the first has to find it, the others may; empty: of the plugin without
};

std::vector<Fault> faults() {
    std::ifstream in(PROJECT_SOURCE "/sdk-shim/check/broken/faults.h");
    const std::regex form(R"(^ +FAULT_([a-z_0-9]+),? *(/\*(.*)\*/)?.*$)");
    const std::regex id(R"([a-z0-9]+(-[a-z0-9]+)+|writes|any(?=:))");
    std::vector<Fault> found;
    for (std::string line; std::getline(in, line);) {
        std::smatch parts;
        if (std::regex_match(line, parts, form)) {
            const std::string tests = parts[3];
            found.push_back({parts[1], {}});
            for (std::sregex_iterator one(tests.begin(), tests.end(), id), end; one != end; ++one) {
                found.back().tests.push_back(one->str());
            }
        }
    }
    return found;
}

// The sanitizers keep libraries mapped and count the heap themselves, so that what is left behind is for
// them.
bool is_found_by_sanitizer(const std::string& fault) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return fault == "leaks_memory" || fault == "leaks_command" || fault == "stays_mapped";
#else
    static_cast<void>(fault);
    return false;
#endif
}

std::string listed(const std::vector<std::string>& ids, const Run& run) {
    std::string all;
    for (const auto& id : ids) {
        all += id + " (" + run.test(id)->text + ") ";
    }
    return all;
}

bool is_among(const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
}

// A fault that is a race is not met each time on a busy machine: some more tries then.
bool is_found(const std::vector<std::string>& failed, const std::string& name, const std::string& test,
              const std::string& profile) {
    constexpr int tries = 10;
    bool found = is_among(failed, test);
    for (int i = 0; i < tries && !found; ++i) {
        const auto again = plugin_check_tests::run(std::string{BROKEN_PLUGINS} + '/' + name,
                                                   {"--profile", profile, "--only", test});
        found = again && again->status == 1;
    }
    return found;
}

} // namespace

TEST_CASE("each broken plugin fails the test that names its fault, and no other") {
    const auto all = faults();
    REQUIRE(all.size() > 50);
    const std::string profile = PROJECT_SOURCE "/sdk-shim/check/broken/profile.json";
    // Most of a run is waiting: several at a time.
    std::vector<std::optional<Run>> runs(all.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i) {
        workers.emplace_back([&] {
            for (auto at = next++; at < all.size(); at = next++) {
                if (!is_found_by_sanitizer(all[at].name)) {
                    runs[at] = plugin_check_tests::run(std::string{BROKEN_PLUGINS} + '/' + all[at].name,
                                                       {"--profile", profile, "--jobs", "2"});
                }
            }
        });
    }
    for (auto& worker : workers) {
        worker.join();
    }
    for (std::size_t at = 0; at < all.size(); ++at) {
        const auto& [name, tests] = all[at];
        if (is_found_by_sanitizer(name)) {
            continue;
        }
        CAPTURE(all[at].name);
        const auto& run = runs[at];
        REQUIRE(run);
        const auto failed = run->ids("failed");
        CAPTURE(listed(failed, *run));
        CHECK((tests.empty() ? run->status == 0 : is_found(failed, name, tests.front(), profile)));
        for (const auto& id : failed) {
            CAPTURE(id);
            CHECK((is_among(tests, id) || is_among(tests, "any")));
        }
    }
}

TEST_CASE("every test has a plugin that fails it") {
    const auto all = faults();
    std::istringstream lines(run_plainly({"--list"}).output);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto id = line.substr(0, line.find(':'));
        CAPTURE(id);
        CHECK(std::any_of(all.begin(), all.end(), [&](const Fault& fault) {
            return !fault.tests.empty() && fault.tests.front() == id;
        }));
    }
    CHECK(count > 50);
}
