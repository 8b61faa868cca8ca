#include "base/rare.hpp"
#include "base/shared.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using spotify::Rare;
using spotify::Shared;

namespace {

struct Name {
    std::string text = {};
    int number = 7;
    bool operator==(const Name&) const = default;
};

} // namespace

TEST_CASE("copies share the constant, and equal ones are equal whether they share it or not") {
    const Shared<Name> one = Name{"One"};
    const auto copy = one;
    const Shared<Name> equal = Name{"One"};
    CHECK(copy.is_same(one));
    CHECK_FALSE(equal.is_same(one));
    CHECK(equal == one);
    CHECK(Shared<Name>{Name{"Two"}} != one);
    CHECK(one->text == "One");
}

TEST_CASE("nothing reads as what is there by default, and is not equal to it") {
    const Shared<Name> nothing;
    CHECK_FALSE(nothing);
    CHECK(nothing->text.empty());
    CHECK(nothing->number == 7);
    CHECK(nothing == Shared<Name>{});
    CHECK(nothing != Shared<Name>{Name{}});
}

TEST_CASE("what is equal to before becomes the constant of before, and what is not stays apart") {
    const Shared<Name> before = Name{"One"};
    Shared<Name> now = Name{"One"};
    now.unite(before);
    CHECK(now.is_same(before));
    Shared<Name> other = Name{"Two"};
    other.unite(before);
    CHECK(other->text == "Two");
    Shared<Name> nothing;
    nothing.unite(before);
    CHECK_FALSE(nothing);
    other.unite({});
    CHECK(other->text == "Two");
}

TEST_CASE("an update to the same value keeps the constant") {
    Shared<Name> one;
    one.update(Name{"One"});
    const auto before = one;
    one.update(Name{"One"});
    CHECK(one.is_same(before));
    one.update(Name{"Two"});
    CHECK(one->text == "Two");
    CHECK(before->text == "One");
}

TEST_CASE("what is changed is a constant of its own: others keep theirs") {
    const Shared<Name> one = Name{"One"};
    auto other = one;
    other.own().number = 8;
    CHECK(other == Shared<Name>{Name{"One", 8}});
    CHECK(one->number == 7);
    Shared<Name> nothing;
    nothing.own().text = "Some";
    CHECK(nothing == Shared<Name>{Name{"Some"}});
}

TEST_CASE("what is rare is a value: copies go their own way") {
    Rare<Name> one = Name{"One"};
    auto copy = one;
    copy->number = 8;
    CHECK(one->number == 7);
    CHECK(copy != one);
    copy = one;
    CHECK(copy == one);
    CHECK((*std::exchange(one, std::nullopt)).text == "One");
    CHECK_FALSE(one);
    CHECK(one == Rare<Name>{});
    CHECK(copy != one);
    copy = one;
    CHECK_FALSE(copy.has_value());
}
