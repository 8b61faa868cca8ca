// What stands on the broker equals what is known, with as few messages as that takes.
#include "mqtt/shadow.hpp"

#include <doctest/doctest.h>

#include <set>

using avhost::mqtt::Publications;
using avhost::mqtt::Shadow;
using avhost::mqtt::Topics;
using host::Batch;
using host::HealthChange;
using host::Snapshot;
using Do = Shadow::Do;

namespace {

const Topics topics{"av", "hq", "h"};

std::shared_ptr<host::Manifest> manifest() {
    auto made = std::make_shared<host::Manifest>();
    for (const std::string id : {"a", "b", "secret_link", "c"}) {
        host::PropertySpec spec;
        spec.id = id;
        spec.role = id == "secret_link" ? host::Role::set_up : host::Role::operate;
        made->properties.push_back(spec);
    }
    return made;
}

std::string at(const std::string& rest) {
    return "av/hq/device/d/" + rest;
}

Shadow born() {
    Shadow shadow{topics, "d", manifest()};
    shadow.take(HealthChange{"d", dp::Health::ready, "ok", ""}, Do::remember);
    shadow.take(Snapshot{"d", 3, 0, {{"a", true}, {"b", {}}, {"secret_link", "S"}, {"c", "x"}}},
                Do::remember);
    shadow.birth();
    return shadow;
}

} // namespace

TEST_CASE("a birth tells everything that all may see, and that it is there at the end") {
    Shadow shadow{topics, "d", manifest()};
    CHECK_FALSE(shadow.is_known());
    CHECK(shadow.take(HealthChange{"d", dp::Health::ready, "ok", ""}, Do::remember).empty());
    CHECK(shadow
              .take(Snapshot{"d", 3, 0, {{"a", true}, {"b", {}}, {"secret_link", "S"}, {"c", "x"}}},
                    Do::remember)
              .empty());
    CHECK(shadow.is_known());
    const Publications expected{
        {at("health"), R"({"health":"ready","cause":"ok","text":""})", true},
        {at("property/a"), "true", true},
        {at("property/b"), "null", true},
        {at("property/c"), R"("x")", true},
        {at("state"), R"({"revision":3,"properties":{"a":true,"b":null,"c":"x"}})", true},
        {at("availability"), "online", true},
    };
    CHECK(shadow.birth() == expected);
    CHECK(shadow.birth() == expected); // the broker may have lost all of it
}

TEST_CASE("a batch keeps its order and is followed by the whole") {
    auto shadow = born();
    CHECK(shadow.take(Batch{"d", 4, 0, {{"c", "y"}, {"a", false}}}, Do::publish) ==
          Publications{{at("property/c"), R"("y")", true},
                       {at("property/a"), "false", true},
                       {at("state"), R"({"revision":4,"properties":{"a":false,"b":null,"c":"y"}})", true}});
}

TEST_CASE("what did not change is not told, nor what is not for all") {
    auto shadow = born();
    CHECK(shadow.take(Batch{"d", 4, 0, {{"a", true}, {"c", "x"}}}, Do::publish).empty());
    CHECK(shadow.take(Batch{"d", 5, 0, {{"secret_link", "T"}, {"unheard_of", 1.5}}}, Do::publish).empty());
    CHECK(shadow.take(HealthChange{"d", dp::Health::ready, "ok", ""}, Do::publish).empty());
    CHECK(shadow.take(Batch{"d", 6, 0, {{"b", std::int64_t{1}}, {"a", true}, {"b", std::int64_t{2}}}},
                      Do::publish) ==
          Publications{{at("property/b"), "2", true},
                       {at("state"), R"({"revision":6,"properties":{"a":true,"b":2,"c":"x"}})", true}});
    CHECK(shadow.take(Snapshot{"d", 6, 0, {{"a", true}, {"b", std::int64_t{2}}, {"c", "x"}}}, Do::publish)
              .empty());
}

TEST_CASE("what was only remembered is told by the next birth") {
    auto shadow = born();
    CHECK(shadow.take(Batch{"d", 4, 0, {{"a", false}}}, Do::remember).empty());
    const auto told = shadow.birth();
    REQUIRE(told.size() == 6);
    CHECK(told[1].payload == "false");
}

TEST_CASE("health moves availability") {
    auto shadow = born();
    CHECK(shadow.take(HealthChange{"d", dp::Health::failed, "x", "why"}, Do::publish) ==
          Publications{{at("health"), R"({"health":"failed","cause":"x","text":"why"})", true},
                       {at("availability"), "offline", true}});
    CHECK(shadow.take(HealthChange{"d", dp::Health::connecting, "", ""}, Do::publish).size() ==
          2); // has values
    CHECK(shadow.farewell() == Publications{{at("availability"), "offline", true}});
    CHECK(shadow.take(HealthChange{"d", dp::Health::connecting, "", ""}, Do::publish) ==
          Publications{{at("availability"), "online", true}});
}

TEST_CASE("a withdrawal takes away what a birth put there") {
    auto shadow = born();
    std::set<std::string> put;
    for (const auto& publication : shadow.birth()) {
        put.insert(publication.topic);
    }
    std::set<std::string> taken;
    for (const auto& publication : shadow.withdrawal()) {
        CHECK(publication.payload.empty());
        CHECK(publication.retain);
        taken.insert(publication.topic);
    }
    CHECK(put == taken);
}

TEST_CASE("a device of which nobody knows what it has shows its health alone") {
    Shadow shadow{topics, "d", nullptr};
    shadow.take(HealthChange{"d", dp::Health::failed, "plugin", "gone"}, Do::remember);
    shadow.take(Snapshot{"d", 0, 0, {{"a", true}}}, Do::remember);
    CHECK(shadow.birth() ==
          Publications{{at("health"), R"({"health":"failed","cause":"plugin","text":"gone"})", true},
                       {at("state"), R"({"revision":0,"properties":{}})", true},
                       {at("availability"), "offline", true}});
}
