#include "host/rules.hpp"

#include <doctest/doctest.h>

namespace {

host::Rule rule(const std::string& name, dp::Value becomes) {
    return {name, {"door", "closed"}, std::move(becomes), {{{"lobby", "pause"}, {}}}};
}

std::size_t fired(dp::Value becomes, dp::Value before, dp::Value after, bool is_first = false) {
    return host::firings({rule("r", std::move(becomes))},
                         {"door", "closed", std::move(before), std::move(after), is_first})
        .size();
}

} // namespace

TEST_CASE("a rule fires when its property becomes its value, from another or from not known") {
    CHECK(fired(true, false, true) == 1);
    CHECK(fired(true, {}, true) == 1);
    CHECK(fired({}, true, {}) == 1);
}

TEST_CASE("a rule does not fire for another value, property or device") {
    CHECK(fired(true, true, false) == 0);
    CHECK(fired(true, false, std::string{"true"}) == 0);
    CHECK(host::firings({rule("r", true)}, {"door", "locked", false, true, false}).empty());
    CHECK(host::firings({rule("r", true)}, {"gate", "closed", false, true, false}).empty());
}

TEST_CASE("a rule never fires for a value that did not change") {
    CHECK(fired(true, true, true) == 0);
    CHECK(fired(1.0, std::int64_t{1}, 1.0) == 0);
}

TEST_CASE("a rule does not fire for the first value after a start") {
    CHECK(fired(true, {}, true, true) == 0);
}

TEST_CASE("numbers are compared as numbers") {
    CHECK(fired(std::int64_t{30}, 29.0, 30.0) == 1);
}

TEST_CASE("all rules and steps fire, in their order") {
    host::Rule two = rule("two", true);
    two.invocations.push_back({{"relay", "close"}, {{"a", std::int64_t{1}}}});
    const auto found = host::firings({rule("one", true), two}, {"door", "closed", false, true, false});
    REQUIRE(found.size() == 3);
    CHECK(found[0] == host::Firing{"one", {{"lobby", "pause"}, {}}});
    CHECK(found[2] == host::Firing{"two", {{"relay", "close"}, {{"a", std::int64_t{1}}}}});
}
