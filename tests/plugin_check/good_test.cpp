// The plugins of this project keep every promise.
#include "plugin_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace plugin_check_tests;

namespace {

using Ids = std::vector<std::string>;

void check_good(const std::string& plugin, const std::vector<std::string>& more, const Ids& skipped) {
    const auto run = plugin_check_tests::run(std::string{PLUGINS} + '/' + plugin, more);
    REQUIRE(run);
    for (const auto& id : run->ids("failed")) {
        FAIL_CHECK(plugin << ": " << id << ": " << run->test(id)->text);
    }
    const auto left_out = run->ids("skipped");
    for (const auto& id : left_out) {
        INFO(plugin << ": " << id << " was skipped: " << run->test(id)->text);
        CHECK(std::find(skipped.begin(), skipped.end(), id) != skipped.end());
    }
    CHECK(left_out.size() == skipped.size());
    CHECK(run->status == 0);
    CHECK(run->tests.size() > 50);
}

} // namespace

TEST_CASE("contact passes; it has no secret and talks to nobody") {
    check_good("contact", {}, {"canary-secret", "stop-bounded"});
}

TEST_CASE("feedthrough passes; it talks to nobody") {
    check_good("feedthrough", {}, {"stop-bounded"});
}

TEST_CASE("spotify passes with its profile, and nothing is skipped") {
    check_good("spotify", {"--profile", PROJECT_SOURCE "/tests/contract/plugin_check/spotify.json"}, {});
}

TEST_CASE("without a profile what needs one is skipped, never passed") {
    const auto run = plugin_check_tests::run(std::string{PLUGINS} + "/spotify");
    REQUIRE(run);
    CHECK(run->ids("failed").empty());
    REQUIRE(run->test("actions-valid") != nullptr);
    CHECK(run->test("actions-valid")->verdict == "skipped");
    CHECK(run->test("stop-bounded")->verdict == "skipped");
    CHECK(run->test("exported-symbols")->verdict == "passed");
}
