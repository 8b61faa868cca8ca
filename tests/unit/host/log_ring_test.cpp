#include "host/log_ring.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using dp::LogLevel;

TEST_CASE("the ring keeps the last 500 lines and passes debug over") {
    host::LogRing ring;
    for (int i = 0; i < 600; ++i) {
        ring.add(i, {LogLevel::info, "host", std::to_string(i)});
        ring.add(i, {LogLevel::debug, "host", "noise"});
    }
    const auto lines = ring.lines();
    REQUIRE(lines.size() == 500);
    CHECK(lines.front().record.text == "100");
    CHECK(lines.front().at == 100);
    CHECK(lines.back().record.text == "599");
}

TEST_CASE("a follower gets what was kept and what comes, each once, until he goes") {
    host::LogRing ring;
    ring.add(1, {LogLevel::info, "host", "a"});
    std::vector<std::string> heard;
    const auto hear = [&](const host::KeptRecord& kept) { heard.push_back(kept.record.text); };
    ring.follow(&heard, hear);
    ring.add(2, {LogLevel::error, "host", "b"});
    CHECK(heard == std::vector<std::string>{"a", "b"});
    ring.follow(&heard, hear); // anew, and not twice
    ring.add(3, {LogLevel::info, "host", "c"});
    CHECK(heard == std::vector<std::string>{"a", "b", "a", "b", "c"});
    ring.unfollow(&heard);
    ring.add(4, {LogLevel::info, "host", "d"});
    CHECK(heard.size() == 5);
}

TEST_CASE("nothing is missed or doubled while others log") {
    host::LogRing ring;
    std::atomic<bool> started{false};
    std::thread logger([&] {
        for (int i = 0; i < 400; ++i) {
            ring.add(i, {LogLevel::info, "host", std::to_string(i)});
            started = true;
            started.notify_all();
        }
    });
    started.wait(false);
    std::vector<std::string> heard;
    ring.follow(&heard, [&](const host::KeptRecord& kept) { heard.push_back(kept.record.text); });
    logger.join();
    ring.unfollow(&heard);
    REQUIRE(heard.size() == 400);
    for (std::size_t i = 0; i < heard.size(); ++i) {
        CHECK(heard[i] == std::to_string(i));
    }
}
