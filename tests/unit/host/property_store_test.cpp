#include "host/property_store.hpp"

#include <doctest/doctest.h>

namespace {

host::PropertyStore store() {
    host::Manifest manifest;
    manifest.properties = {{"b", "", "", true, {}}, {"a", "", "", true, {}}};
    return {"dev", manifest};
}

host::Batch batch(std::uint64_t revision, std::vector<dp::NamedValue> changed) {
    return {"dev", revision, 0, std::move(changed)};
}

} // namespace

TEST_CASE("before the first batch every property is there and not known") {
    CHECK(store().revision() == 0);
    CHECK(store().values() == std::vector<dp::NamedValue>{{"b", {}}, {"a", {}}});
}

TEST_CASE("batches fold into values, each change with what was before") {
    auto folded = store();
    const auto first = folded.fold(batch(1, {{"a", true}}));
    REQUIRE(first.size() == 1);
    CHECK(first[0].is_first);
    const auto second = folded.fold(batch(2, {{"a", false}, {"b", std::int64_t{5}}}));
    REQUIRE(second.size() == 2);
    CHECK(second[0].before == dp::Value{true});
    CHECK(second[0].after == dp::Value{false});
    CHECK_FALSE(second[0].is_first);
    CHECK(folded.revision() == 2);
    CHECK(folded.values() == std::vector<dp::NamedValue>{{"b", std::int64_t{5}}, {"a", false}});
}

TEST_CASE("only the first known value is a first one") {
    auto folded = store();
    CHECK_FALSE(folded.fold(batch(1, {{"a", {}}}))[0].is_first); // null is no value yet
    CHECK(folded.fold(batch(2, {{"a", true}}))[0].is_first);
    folded.fold(batch(3, {{"a", {}}}));
    CHECK_FALSE(folded.fold(batch(4, {{"a", true}}))[0].is_first);
}

TEST_CASE("a gap, a repetition, an empty batch and an unknown property are folded all the same") {
    auto folded = store();
    folded.fold(batch(3, {{"a", true}}));
    folded.fold(batch(3, {{"a", false}}));
    folded.fold(batch(4, {}));
    folded.fold(batch(5, {{"c", true}}));
    CHECK(folded.revision() == 5);
    CHECK(folded.values() == std::vector<dp::NamedValue>{{"b", {}}, {"a", false}, {"c", true}});
}
