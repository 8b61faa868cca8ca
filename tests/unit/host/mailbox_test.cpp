#include "host/peers/mailbox.hpp"

#include "host/manifest.hpp"
#include "host/property_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

using host::Mailbox;
using host::Outgoing;

namespace {

void put(Mailbox& box, const char* line) {
    box.put(std::string{line});
}

std::string line(const std::optional<Outgoing>& taken) {
    return taken ? std::get<std::string>(*taken) : "nothing";
}

host::Happening taken(Mailbox& box) {
    const auto outgoing = box.take();
    return outgoing ? std::get<host::Happening>(*outgoing) : host::Happening{};
}

host::Batch batch(const std::string& device, std::uint64_t revision, std::vector<dp::NamedValue> changed) {
    return {device, revision, static_cast<std::int64_t>(revision), std::move(changed)};
}

} // namespace

TEST_CASE("a mailbox keeps the order and wakes once for many lines") {
    int wakes = 0;
    Mailbox box({10, 100}, [&] { ++wakes; });
    put(box, "a");
    put(box, "b");
    CHECK(wakes == 1);
    CHECK(line(box.take()) == "a");
    put(box, "c");
    CHECK(wakes == 2);
    CHECK(line(box.take()) == "b");
    CHECK(line(box.take()) == "c");
    CHECK_FALSE(box.take().has_value());
}

TEST_CASE("a line too many empties the mailbox for good and is told even while an earlier note waits") {
    int wakes = 0;
    Mailbox box({2, 100}, [&] { ++wakes; });
    put(box, "a");
    put(box, "b");
    CHECK(box.fill() == Mailbox::Fill::open);
    put(box, "c");
    CHECK(box.fill() == Mailbox::Fill::overflowed);
    CHECK(wakes == 2);
    CHECK_FALSE(box.take().has_value());
    put(box, "d");
    CHECK_FALSE(box.take().has_value());
    CHECK(box.counts().dropped == 3);
}

TEST_CASE("bytes are limited as well, and what was taken makes room") {
    Mailbox box({100, 10}, [] {});
    put(box, "12345");
    put(box, "67890");
    CHECK(line(box.take()) == "12345");
    put(box, "abcde");
    CHECK(box.fill() == Mailbox::Fill::open);
    put(box, "f");
    CHECK(box.fill() == Mailbox::Fill::overflowed);
}

TEST_CASE("a closed mailbox takes nothing and wakes nobody") {
    int wakes = 0;
    Mailbox box({10, 100}, [&] { ++wakes; });
    box.close();
    put(box, "a");
    CHECK(wakes == 0);
    CHECK_FALSE(box.take().has_value());
    CHECK(box.fill() == Mailbox::Fill::closed);
}

TEST_CASE("batches of a device that wait become one, and what is in between keeps its order") {
    Mailbox box({10, 10'000}, [] {});
    box.put(host::Happening{batch("a", 1, {{"volume", std::int64_t{1}}})});
    box.put(host::Happening{host::Event{"a", "started", 1, {}}});
    box.put(host::Happening{batch("b", 7, {{"closed", true}})});
    box.put(host::Happening{batch("a", 2, {{"volume", std::int64_t{2}}, {"muted", true}})});
    box.put(host::Happening{host::Event{"a", "stopped", 2, {}}});
    box.put(host::Happening{batch("a", 3, {{"volume", std::int64_t{3}}})});
    CHECK(box.counts().folded == 2);
    CHECK(taken(box) ==
          host::Happening{host::Batch{"a", 3, 3, {{"volume", std::int64_t{3}}, {"muted", true}}, 1}});
    CHECK(taken(box) == host::Happening{host::Event{"a", "started", 1, {}}});
    box.put(host::Happening{batch("a", 4, {})}); // the one before is on its way: not to be changed any more
    CHECK(taken(box) == host::Happening{batch("b", 7, {{"closed", true}})});
    CHECK(taken(box) == host::Happening{host::Event{"a", "stopped", 2, {}}});
    CHECK(taken(box) == host::Happening{batch("a", 4, {})});
    CHECK_FALSE(box.take());
}

TEST_CASE("no batch overtakes a snapshot of its device") {
    Mailbox box({10, 10'000}, [] {});
    box.put(host::Happening{batch("a", 1, {{"x", true}})});
    box.put(host::Happening{host::Snapshot{"a", 1, 1, {{"x", true}}}});
    box.put(host::Happening{batch("a", 2, {{"x", false}})});
    CHECK(std::holds_alternative<host::Batch>(taken(box)));
    CHECK(std::holds_alternative<host::Snapshot>(taken(box)));
    CHECK(taken(box) == host::Happening{batch("a", 2, {{"x", false}})});
}

TEST_CASE("folding needs no more lines, but bytes count in it too") {
    Mailbox box({1, 1000}, [] {});
    for (std::uint64_t revision = 1; revision <= 100; ++revision) {
        box.put(host::Happening{batch("a", revision, {{"x", std::string(100, 'x')}})});
    }
    CHECK(box.fill() == Mailbox::Fill::open);
    CHECK(box.counts().folded == 99);
    box.put(host::Happening{batch("a", 101, {{"y", std::string(900, 'x')}})});
    CHECK(box.fill() == Mailbox::Fill::overflowed);
}

// What a page does with what it gets: the same as a host's store does with each batch.
TEST_CASE("whatever is folded, a reader comes to the same state, by revisions without a gap") {
    std::mt19937 random(20261126); // NOLINT: the same sequences each time
    const std::vector<std::string> devices{"a", "b", "c"};
    for (int round = 0; round < 300; ++round) {
        Mailbox box({100'000, 100'000'000}, [] {});
        std::map<std::string, host::PropertyStore> truth;
        std::map<std::string, host::PropertyStore> page;
        std::vector<std::string> events_told;
        std::vector<std::string> events_heard;
        std::size_t took = 0;
        const auto take = [&] {
            const auto outgoing = box.take();
            if (!outgoing) {
                return false;
            }
            ++took;
            const auto& happening = std::get<host::Happening>(*outgoing);
            if (const auto* const one = std::get_if<host::Batch>(&happening)) {
                const auto first = one->from != 0 ? one->from : one->revision;
                CHECK(first == page[one->device].revision() + 1);
                page[one->device].fold(*one);
            } else if (const auto* const snapshot = std::get_if<host::Snapshot>(&happening)) {
                CHECK(snapshot->revision >= page[snapshot->device].revision());
                page[snapshot->device].fold({snapshot->device, snapshot->revision, 0, snapshot->values});
            } else {
                events_heard.push_back(std::get<host::Event>(happening).name);
            }
            return true;
        };
        for (int step = 0; step < 200; ++step) {
            const std::string& device = devices[random() % devices.size()];
            const auto kind = random() % 10;
            if (kind < 6) {
                auto one = batch(device, truth[device].revision() + 1, {});
                for (auto left = random() % 3; left > 0; --left) {
                    one.changed.push_back({std::string(1, static_cast<char>('p' + random() % 4)),
                                           static_cast<std::int64_t>(random() % 5)});
                }
                truth[device].fold(one);
                box.put(host::Happening{one});
            } else if (kind == 6) {
                box.put(host::Happening{
                    host::Snapshot{device, truth[device].revision(), 0, truth[device].values()}});
            } else if (kind == 7) {
                events_told.push_back(std::to_string(step));
                box.put(host::Happening{host::Event{device, events_told.back(), 0, {}}});
            } else {
                take();
            }
        }
        while (take()) {
        }
        for (const auto& device : devices) {
            const auto sorted = [](const host::PropertyStore& store) {
                auto values = store.values();
                std::sort(values.begin(), values.end(),
                          [](const auto& one, const auto& other) { return one.name < other.name; });
                return values;
            };
            CHECK(page[device].revision() == truth[device].revision());
            CHECK(sorted(page[device]) == sorted(truth[device]));
        }
        CHECK(events_heard == events_told);
        CHECK(took > 0);
    }
}

namespace {

host::Event event(int number) {
    return {"d", "e" + std::to_string(number), number, {}};
}

} // namespace

TEST_CASE("where news may be lost the oldest go, and values stay") {
    Mailbox box({10, 10'000, Mailbox::WhenFull::lose_news, 3}, [] {});
    box.put(batch("d", 1, {{"v", std::int64_t{1}}}));
    for (int i = 0; i < 100; ++i) {
        box.put(event(i));
        box.put(batch("d", static_cast<std::uint64_t>(i) + 2, {{"v", std::int64_t{i}}}));
    }
    CHECK(box.fill() == Mailbox::Fill::open);
    const auto values = taken(box);
    REQUIRE(std::holds_alternative<host::Batch>(values));
    CHECK(std::get<host::Batch>(values).changed.front().value == dp::Value{std::int64_t{99}});
    for (int i = 97; i < 100; ++i) {
        CHECK(taken(box) == host::Happening{event(i)});
    }
    CHECK_FALSE(box.take());
    CHECK(box.counts().dropped == 97);
    box.put(event(100)); // there is room again
    CHECK(taken(box) == host::Happening{event(100)});
}

TEST_CASE("no batch overtakes a reply with the values of its device") {
    Mailbox box({10, 10'000}, [] {});
    box.put(batch("d", 1, {{"v", std::int64_t{1}}}));
    box.put(batch("other", 1, {{"v", std::int64_t{1}}}));
    box.put(host::Reply{7, std::vector<host::Snapshot>{{"d", 1, 1, {{"v", std::int64_t{1}}}}}});
    box.put(batch("d", 2, {{"v", std::int64_t{2}}}));
    box.put(batch("other", 2, {{"v", std::int64_t{2}}}));
    REQUIRE(std::get<host::Batch>(taken(box)).revision == 1);
    CHECK(std::get<host::Batch>(taken(box)).revision == 2); // the other device's, folded
    CHECK(std::get<host::Reply>(*box.take()).number == 7);
    CHECK(std::get<host::Batch>(taken(box)).revision == 2);
    CHECK_FALSE(box.take());
}
