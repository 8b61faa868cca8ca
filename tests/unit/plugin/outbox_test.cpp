#include "engine/task_queue.hpp"
#include "outbox.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

using plugin::Outbox;
using spotify::TaskQueue;
using namespace std::chrono_literals;

TEST_CASE("calls keep their order and never overlap, whoever posts") {
    TaskQueue pool(4);
    std::atomic<int> inside = 0;
    std::atomic<bool> overlapped = false;
    std::vector<int> seen[4];
    {
        Outbox outbox(pool);
        std::vector<std::thread> posters;
        for (int poster = 0; poster < 4; ++poster) {
            posters.emplace_back([&, poster] {
                for (int i = 0; i < 500; ++i) {
                    outbox.post([&, poster, i] {
                        overlapped = overlapped || ++inside != 1;
                        seen[poster].push_back(i);
                        --inside;
                    });
                }
            });
        }
        for (auto& poster : posters) {
            poster.join();
        }
        outbox.flush();
        for (const auto& numbers : seen) {
            REQUIRE(numbers.size() == 500);
            CHECK(std::is_sorted(numbers.begin(), numbers.end()));
        }
    }
    CHECK_FALSE(overlapped);
}

TEST_CASE("flush waits for the call in progress; a call knows that it is inside") {
    TaskQueue pool(2);
    Outbox outbox(pool);
    std::promise<void> entered;
    std::promise<void> release;
    std::atomic<bool> was_inside = false;
    std::atomic<bool> ended = false;
    outbox.post([&] {
        was_inside = outbox.inside();
        entered.set_value();
        release.get_future().wait();
        ended = true;
    });
    entered.get_future().wait();
    CHECK_FALSE(outbox.inside());
    std::thread flusher([&] {
        outbox.flush();
        CHECK(ended);
    });
    release.set_value();
    flusher.join();
    CHECK(was_inside);
}

TEST_CASE("the pool's task finds that flush was quicker, and leaves the calls to it") {
    TaskQueue pool(1);
    Outbox outbox(pool);
    std::promise<void> hold;
    std::promise<void> passed;
    auto held = hold.get_future().share();
    pool.post([held] { held.wait(); }); // the one worker is busy, so the outbox's task waits behind this
    bool first_runs = false;
    bool overlapped = false;
    outbox.post([&] {
        first_runs = true;
        outbox.post([&] { overlapped = first_runs; });
        pool.post([&] { passed.set_value(); }); // behind the outbox's task
        hold.set_value();
        passed.get_future().wait();
        first_runs = false;
    });
    outbox.flush();
    CHECK_FALSE(overlapped);
}

TEST_CASE("what is posted from inside a call follows it") {
    TaskQueue pool(1);
    Outbox outbox(pool);
    std::vector<int> order;
    outbox.post([&] {
        outbox.post([&] { order.push_back(2); });
        order.push_back(1);
    });
    outbox.flush();
    CHECK(order == std::vector<int>{1, 2});
}
