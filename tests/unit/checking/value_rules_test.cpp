#include "host/checking/value_rules.hpp"

#include "rules.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace checking_tests;
using namespace std::string_literals;

namespace {

Texts of_batch(std::vector<dp::NamedValue> changed) {
    return texts(host::check_batch(*manifest(), changed));
}

} // namespace

TEST_CASE("values that fit the manifest pass, and null always does") {
    CHECK(of_batch({{"level", std::int64_t{10}}, {"name", "a"s}, {"list", dp::Json{R"(["x"])"}}}).empty());
    CHECK(of_batch({{"level", {}}, {"name", {}}, {"list", {}}}).empty());
}

TEST_CASE("a value of another type, outside its bounds or of an unknown name is named") {
    CHECK(of_batch({{"level", "5"s}}) == Texts{"values-fit-manifest: level: expected an integer"});
    CHECK(of_batch({{"level", std::int64_t{11}}}) ==
          Texts{"values-fit-manifest: level: expected at most 10"});
    CHECK(of_batch({{"name", "c"s}}) == Texts{R"(values-fit-manifest: name: expected one of "a", "b")"});
    CHECK(of_batch({{"list", dp::Json{"[1]"}}}) == Texts{"values-fit-manifest: list/0: expected a text"});
    CHECK(of_batch({{"wings", true}}) ==
          Texts{"values-fit-manifest: a property that its manifest does not name: wings"});
}

TEST_CASE("an empty batch and a property twice in one are no batches") {
    CHECK(of_batch({}) == Texts{"batches-well-formed: a batch without a value"});
    CHECK(of_batch({{"level", {}}, {"level", {}}}) == Texts{"batches-well-formed: a batch with level twice"});
}

TEST_CASE("what is no value at all is not well formed, and not held against the schema as well") {
    CHECK(of_batch({{"name", "\xFF"s}}) == Texts{"values-well-formed: name is not UTF-8"});
    CHECK(of_batch({{"level", std::numeric_limits<double>::quiet_NaN()}}) ==
          Texts{"values-well-formed: level is not a finite number"});
    const auto json = of_batch({{"list", dp::Json{"{x"}}});
    REQUIRE(json.size() == 1);
    CHECK(json.front().starts_with("values-well-formed: list is not JSON"));
}

TEST_CASE("events and their data are the manifest's") {
    const auto of_event = [](const std::string& name, std::vector<dp::NamedValue> data) {
        return texts(host::check_event(*manifest(), name, data));
    };
    CHECK(of_event("gone", {{"far", std::int64_t{1}}}).empty());
    CHECK(of_event("come", {}) ==
          Texts{"events-fit-manifest: an event that its manifest does not name: come"});
    CHECK(of_event("gone", {{"near", true}}) ==
          Texts{"events-fit-manifest: an event with data that its manifest does not name: gone/near"});
    CHECK(of_event("gone", {{"far", "x"s}}) == Texts{"events-fit-manifest: gone/far: expected an integer"});
}

TEST_CASE("a result is given where the manifest names one") {
    const auto of_result = [](const char* action, const dp::Value& result) {
        return texts(host::check_result(manifest()->action(action), result));
    };
    CHECK(of_result("go", {}).empty());
    CHECK(of_result("ask", "x"s).empty());
    CHECK(of_result("ask", {}).empty());
    CHECK(of_result("go", true) ==
          Texts{"results-fit-manifest: a result where the manifest names none: of go"});
    CHECK(of_result("ask", true) == Texts{"results-fit-manifest: the result of ask: expected a text"});
    CHECK(texts(host::check_result(nullptr, true)) ==
          Texts{"results-fit-manifest: a result where the manifest names none"});
}

TEST_CASE("codes are those of the header") {
    CHECK(host::check_status(DP_OK).empty());
    CHECK(host::check_status(DP_INTERNAL).empty());
    CHECK(texts(host::check_status(DP_INTERNAL + 1)) == Texts{"codes-are-known: a status that is none: 18"});
    CHECK(host::check_health(DP_HEALTH_FAILED).empty());
    CHECK(texts(host::check_health(-1)) == Texts{"codes-are-known: a health that is none: -1"});
    CHECK(texts(host::check_text("it", "\xC3(")) == Texts{"texts-are-utf8: it is not UTF-8"});
}
