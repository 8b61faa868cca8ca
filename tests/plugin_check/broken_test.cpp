// Each fault of faults.h is found by the test that its comment names, and by no other.
#include "plugin_check.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>

using namespace plugin_check_tests;

namespace {

struct Fault {
    std::string name;
    std::string test; // empty: of the plugin without fault
};

std::vector<Fault> faults() {
    std::ifstream in(PROJECT_SOURCE "/sdk-shim/check/broken/faults.h");
    const std::regex form(R"(^ +FAULT_([a-z_0-9]+),? *(/\* ([a-z0-9-]+).*\*/)?.*$)");
    std::vector<Fault> found;
    for (std::string line; std::getline(in, line);) {
        std::smatch parts;
        if (std::regex_match(line, parts, form)) {
            found.push_back({parts[1], parts[3]});
        }
    }
    return found;
}

// The sanitizers keep libraries mapped and count the heap themselves, so that what is left behind is for
// them.
bool is_found_by_sanitizer(const std::string& fault) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return fault == "leaks_memory" || fault == "stays_mapped";
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

} // namespace

TEST_CASE("each broken plugin fails the test that names its fault, and no other") {
    const auto all = faults();
    REQUIRE(all.size() > 50);
    const std::string profile = PROJECT_SOURCE "/sdk-shim/check/broken/profile.json";
    for (const auto& [name, test] : all) {
        if (is_found_by_sanitizer(name)) {
            continue;
        }
        CAPTURE(name);
        const auto run = plugin_check_tests::run(std::string{BROKEN_PLUGINS} + '/' + name,
                                                 {"--profile", profile, "--jobs", "4"});
        REQUIRE(run);
        const auto failed = run->ids("failed");
        CAPTURE(listed(failed, *run));
        CHECK(failed == (test.empty() ? std::vector<std::string>{} : std::vector{test}));
        CHECK(run->status == (test.empty() ? 0 : 1));
    }
}

TEST_CASE("every test but one has a plugin that fails it") {
    const auto good =
        plugin_check_tests::run(std::string{BROKEN_PLUGINS} + "/none",
                                {"--profile", PROJECT_SOURCE "/sdk-shim/check/broken/profile.json"});
    REQUIRE(good);
    const auto all = faults();
    for (const auto& one : good->tests) {
        CAPTURE(one.id);
        const bool proved =
            std::any_of(all.begin(), all.end(), [&](const Fault& fault) { return fault.test == one.id; });
        // Calls after deinit() need a thread that runs on unmapped memory: checked_services_test.cpp has the
        // rule.
        CHECK(proved == (one.id != "services-within-instance"));
    }
}
