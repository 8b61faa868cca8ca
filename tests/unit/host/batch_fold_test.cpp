#include "host/batch_fold.hpp"

#include "host/property_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>

TEST_CASE("folding keeps the last value of each property, the first revision and the last") {
    host::Batch batch{"d", 5, 100, {{"a", std::int64_t{1}}, {"b", true}}};
    host::fold(batch, {"d", 6, 200, {{"b", false}, {"c", std::string{"x"}}}});
    CHECK(batch ==
          host::Batch{"d", 6, 200, {{"a", std::int64_t{1}}, {"b", false}, {"c", std::string{"x"}}}, 5});
    host::fold(batch, {"d", 7, 300, {{"a", {}}}});
    CHECK(batch.from == 5);
    CHECK(batch.revision == 7);
    CHECK(batch.changed.front().value == dp::Value{});
}

TEST_CASE("batches folded in any way come to the same as one after another") {
    std::mt19937 random(20261125); // NOLINT: the same batches each time
    for (int round = 0; round < 200; ++round) {
        host::PropertyStore each;
        host::PropertyStore folded;
        std::optional<host::Batch> waiting;
        for (std::uint64_t revision = 1; revision <= 40; ++revision) {
            host::Batch batch{"d", revision, static_cast<std::int64_t>(revision), {}};
            for (auto left = random() % 4; left > 0; --left) {
                const std::string name(1, static_cast<char>('a' + random() % 6));
                batch.changed.push_back({name, static_cast<std::int64_t>(random() % 3)});
            }
            each.fold(batch);
            if (waiting) {
                host::fold(*waiting, batch);
            } else {
                waiting = batch;
            }
            if (random() % 3 == 0 || revision == 40) {
                folded.fold(*waiting);
                waiting.reset();
            }
        }
        const auto sorted = [](const host::PropertyStore& store) {
            auto values = store.values();
            std::sort(values.begin(), values.end(),
                      [](const auto& one, const auto& other) { return one.name < other.name; });
            return values;
        };
        CHECK(sorted(each) == sorted(folded));
        CHECK(each.revision() == folded.revision());
    }
}
