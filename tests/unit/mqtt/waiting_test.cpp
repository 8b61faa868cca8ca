// What waits for a broker that is slow or away grows with the devices alone.
#include "mqtt/waiting.hpp"

#include <doctest/doctest.h>

using avhost::mqtt::Waiting;
using host::Batch;
using host::Event;
using host::Happening;
using host::HealthChange;
using host::Snapshot;

namespace {

dp::NamedValue v(const std::string& name, std::int64_t value) {
    return {name, value};
}

std::vector<Happening> all(Waiting& waiting) {
    std::vector<Happening> taken;
    while (auto one = waiting.take()) {
        taken.push_back(std::move(*one));
    }
    return taken;
}

} // namespace

TEST_CASE("what waits comes in its order") {
    Waiting waiting;
    CHECK(waiting.is_empty());
    const std::vector<Happening> put{Batch{"a", 1, 5, {v("x", 1)}}, Event{"a", "e", 6, {}},
                                     Batch{"b", 1, 7, {v("x", 2)}},
                                     HealthChange{"a", dp::Health::ready, "ok", ""}, host::SiteChange{}};
    for (const auto& one : put) {
        waiting.put(one);
    }
    CHECK_FALSE(waiting.is_empty());
    CHECK(all(waiting) == put);
    CHECK(waiting.is_empty());
    CHECK(waiting.counts().folded == 0);
}

TEST_CASE("values and health of a device wait once") {
    Waiting waiting;
    waiting.put(HealthChange{"a", dp::Health::connecting, "", ""});
    waiting.put(Batch{"a", 1, 5, {v("x", 1)}});
    waiting.put(Batch{"b", 1, 5, {v("x", 1)}});
    waiting.put(Batch{"a", 2, 6, {v("y", 2), v("x", 3)}});
    waiting.put(HealthChange{"a", dp::Health::ready, "ok", ""});
    const auto taken = all(waiting);
    REQUIRE(taken.size() == 3);
    CHECK(taken[0] == Happening{HealthChange{"a", dp::Health::ready, "ok", ""}});
    CHECK(taken[1] == Happening{Batch{"a", 2, 6, {v("x", 3), v("y", 2)}, 1}});
    CHECK(waiting.counts().folded == 2);
    CHECK(waiting.counts().folded == 0);
    waiting.put(Batch{"a", 3, 7, {v("x", 4)}}); // what was taken is not folded into
    CHECK(all(waiting) == std::vector<Happening>{Batch{"a", 3, 7, {v("x", 4)}}});
}

TEST_CASE("a snapshot stands for all batches before it, and takes those that follow") {
    Waiting waiting;
    waiting.put(Batch{"a", 1, 5, {v("x", 1)}});
    waiting.put(Snapshot{"a", 2, 6, {v("x", 2), v("y", 2)}});
    waiting.put(Batch{"a", 3, 7, {v("y", 3)}});
    CHECK(all(waiting) == std::vector<Happening>{Snapshot{"a", 3, 7, {v("x", 2), v("y", 3)}}});
}

TEST_CASE("of news the last thousand wait") {
    Waiting waiting;
    waiting.put(Batch{"a", 1, 5, {v("x", 1)}});
    for (std::size_t i = 0; i < Waiting::most_news + 2; ++i) {
        waiting.put(Event{"a", std::to_string(i), 5, {}});
    }
    waiting.put(host::RuleFiring{"r", 1, "", ""});
    CHECK(waiting.counts().dropped == 3);
    const auto taken = all(waiting);
    REQUIRE(taken.size() == 1 + Waiting::most_news);
    CHECK(std::holds_alternative<Batch>(taken[0]));
    CHECK(std::get<Event>(taken[1]).name == "3");
    CHECK(std::holds_alternative<host::RuleFiring>(taken.back()));
    CHECK(waiting.is_empty());
}

TEST_CASE("outcomes are never dropped, and many changes of the site are one") {
    Waiting waiting;
    waiting.put(host::SiteChange{});
    for (int i = 0; i < 3000; ++i) {
        waiting.put(host::Completion{"a", i, dp::Status::ok, "", {}});
    }
    waiting.put(host::SiteChange{});
    const auto taken = all(waiting);
    CHECK(taken.size() == 3001);
    CHECK(waiting.counts().dropped == 0);
}
