#include "engine/task_queue.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using spotify::TaskQueue;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 30s;

} // namespace

TEST_CASE("one thread runs tasks in their order") {
    std::vector<int> order; // touched by the one thread, read after the last task
    std::promise<void> done;
    TaskQueue queue(1);
    for (int i = 0; i < 3; ++i) {
        queue.post([&, i] { order.push_back(i); });
    }
    queue.post([&] { done.set_value(); });
    REQUIRE(done.get_future().wait_for(patience) == std::future_status::ready);
    CHECK(order == std::vector<int>{0, 1, 2});
}

TEST_CASE("a hanging task does not keep the others while there are threads to be had") {
    std::promise<void> release;
    auto released = release.get_future().share();
    std::promise<void> ran;
    {
        TaskQueue queue(3);
        queue.post([released] { released.wait(); });
        queue.post([released] { released.wait(); });
        queue.post([&] { ran.set_value(); });
        CHECK(ran.get_future().wait_for(patience) == std::future_status::ready);
        release.set_value();
    }
}

TEST_CASE("threads do not exceed the bound") {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::atomic<int> left = 200;
    std::promise<void> done;
    TaskQueue queue(4);
    for (int i = 0; i < 200; ++i) {
        queue.post([&] {
            {
                const std::lock_guard lock(mutex);
                threads.insert(std::this_thread::get_id());
            }
            if (--left == 0) {
                done.set_value();
            }
        });
    }
    REQUIRE(done.get_future().wait_for(patience) == std::future_status::ready);
    const std::lock_guard lock(mutex);
    CHECK(threads.size() <= 4);
}

TEST_CASE("what a task throws ends with it") {
    std::promise<void> done;
    TaskQueue queue(1);
    queue.post([] { throw std::runtime_error("x"); });
    queue.post([&] { done.set_value(); });
    CHECK(done.get_future().wait_for(patience) == std::future_status::ready);
}

TEST_CASE("what has not begun when the queue ends is dropped, with what it owns") {
    const auto owned = std::make_shared<int>(7);
    std::promise<void> begun;
    std::promise<void> release;
    std::thread ends;
    {
        TaskQueue queue(1);
        queue.post([&] {
            begun.set_value();
            release.get_future().wait();
        });
        queue.post([owned] {}); // waits for the one thread
        REQUIRE(begun.get_future().wait_for(patience) == std::future_status::ready);
        ends = std::thread([&] { queue.stop(); });
        while (owned.use_count() == 2) {
            std::this_thread::yield(); // until stop() has begun
        }
        release.set_value();
        ends.join();
    }
    CHECK(owned.use_count() == 1);
}

TEST_CASE("settling waits for what is in progress, and begins nothing more") {
    std::promise<void> begun;
    std::promise<void> release;
    std::atomic<bool> finished{false};
    std::atomic<bool> late{false};
    TaskQueue queue(1);
    queue.post([&] {
        begun.set_value();
        release.get_future().wait();
        finished = true;
    });
    queue.post([&] { late = true; }); // waits for the one thread
    REQUIRE(begun.get_future().wait_for(patience) == std::future_status::ready);
    CHECK_FALSE(queue.settle(1ms)); // held up
    release.set_value();
    CHECK(queue.settle(patience));
    CHECK(finished);
    queue.post([&] { late = true; });
    CHECK(queue.settle(patience));
    CHECK_FALSE(late);
}

TEST_CASE("a task that settles the queue does not wait for itself") {
    std::promise<bool> settled;
    TaskQueue queue(2);
    queue.post([&] { settled.set_value(queue.settle(patience)); });
    auto came = settled.get_future();
    REQUIRE(came.wait_for(patience) == std::future_status::ready);
    CHECK(came.get());
}
