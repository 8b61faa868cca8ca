#include "engine/worker_pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <set>
#include <stdexcept>

using namespace std::chrono_literals;
using spotify::WorkerPool;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 30s;

} // namespace

TEST_CASE("tasks run in the order in which they are due, not posted") {
    std::vector<int> order; // touched by the one worker, read after the last task
    std::promise<void> done;
    WorkerPool pool(1);
    const auto now = WorkerPool::Clock::now();
    pool.post_at(now + 30ms, [&] {
        order.push_back(3);
        done.set_value();
    });
    pool.post_at(now + 10ms, [&] { order.push_back(2); });
    pool.post([&] { order.push_back(1); });
    REQUIRE(done.get_future().wait_for(patience) == std::future_status::ready);
    CHECK(order == std::vector<int>{1, 2, 3});
}

TEST_CASE("a hanging task does not keep the others while there are threads to be had") {
    std::promise<void> release;
    auto released = release.get_future().share();
    std::promise<void> ran;
    {
        WorkerPool pool(3);
        pool.post([released] { released.wait(); });
        pool.post([released] { released.wait(); });
        pool.post_at(WorkerPool::Clock::now() + 5ms, [&] { ran.set_value(); });
        CHECK(ran.get_future().wait_for(patience) == std::future_status::ready);
        release.set_value();
    }
}

TEST_CASE("a task that is due before the one that is waited for wakes the pool") {
    std::promise<void> first;
    std::promise<void> second;
    WorkerPool pool(1);
    pool.post([&] { first.set_value(); });
    REQUIRE(first.get_future().wait_for(patience) == std::future_status::ready);
    pool.post_at(WorkerPool::Clock::now() + 1h, [] {});
    pool.post([&] { second.set_value(); });
    CHECK(second.get_future().wait_for(patience) == std::future_status::ready);
}

TEST_CASE("threads do not exceed the bound") {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::atomic<int> left = 200;
    std::promise<void> done;
    WorkerPool pool(4);
    for (int i = 0; i < 200; ++i) {
        pool.post_at(WorkerPool::Clock::now() + std::chrono::microseconds{i * 50}, [&] {
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
    WorkerPool pool(1);
    pool.post([] { throw std::runtime_error("x"); });
    pool.post([&] { done.set_value(); });
    CHECK(done.get_future().wait_for(patience) == std::future_status::ready);
}

TEST_CASE("what is not due when the pool ends is dropped, with what it owns") {
    auto owned = std::make_shared<int>(7);
    {
        WorkerPool pool(2);
        pool.post_at(WorkerPool::Clock::now() + 1h, [owned] {});
        CHECK(owned.use_count() == 2);
    }
    CHECK(owned.use_count() == 1);
}

TEST_CASE("settling waits for what is in progress, and begins nothing more") {
    std::promise<void> begun;
    std::promise<void> release;
    std::atomic<bool> finished{false};
    std::atomic<bool> late{false};
    WorkerPool pool(1);
    pool.post([&] {
        begun.set_value();
        release.get_future().wait();
        finished = true;
    });
    pool.post([&] { late = true; }); // waits for the one thread
    REQUIRE(begun.get_future().wait_for(patience) == std::future_status::ready);
    CHECK_FALSE(pool.settle(1ms)); // held up
    release.set_value();
    CHECK(pool.settle(patience));
    CHECK(finished);
    pool.post([&] { late = true; });
    CHECK(pool.settle(patience));
    CHECK_FALSE(late);
}

TEST_CASE("a task that settles the pool does not wait for itself") {
    std::promise<bool> settled;
    WorkerPool pool(2);
    pool.post([&] { settled.set_value(pool.settle(patience)); });
    auto came = settled.get_future();
    REQUIRE(came.wait_for(patience) == std::future_status::ready);
    CHECK(came.get());
}
