#include "net/file_descriptor.hpp"
#include "net/loop.hpp"

#include <doctest/doctest.h>

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

using namespace spotify::net;
using namespace std::chrono_literals;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 30s;

bool comes(std::promise<void>& promise) {
    return promise.get_future().wait_for(patience) == std::future_status::ready;
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        reading = FileDescriptor{ends[0]};
        writing = FileDescriptor{ends[1]};
    }
    void write() const { REQUIRE(::write(writing.get(), "x", 1) == 1); }
    FileDescriptor reading;
    FileDescriptor writing;
};

// Reads what comes, and does what it is told then.
struct Reader final : Loop::Watcher {
    void on_events(int descriptor, std::uint32_t) override {
        char byte = 0;
        REQUIRE(::read(descriptor, &byte, 1) == 1);
        ++events;
        if (on_event) {
            on_event();
        }
    }
    int events = 0;
    std::function<void()> on_event;
};

} // namespace

TEST_CASE("tasks run in the order in which they are due, those that are posted in their order") {
    std::vector<int> order; // the loop's until the last task
    std::promise<void> done;
    Loop loop;
    const auto now = Loop::Clock::now();
    loop.post_at(now + 30ms, [&] {
        order.push_back(4);
        done.set_value();
    });
    loop.post_at(now + 10ms, [&] { order.push_back(3); });
    loop.post([&] { order.push_back(1); });
    loop.post([&] { order.push_back(2); });
    REQUIRE(comes(done));
    CHECK(order == std::vector<int>{1, 2, 3, 4});
}

TEST_CASE("a task is not early, and one that is due before the one that is waited for wakes the loop") {
    std::promise<void> done;
    Loop loop;
    loop.post_at(Loop::Clock::now() + 1h, [] {});
    const auto due = Loop::Clock::now() + 3ms;
    bool is_early = true;
    loop.post_at(due, [&] {
        is_early = Loop::Clock::now() < due;
        done.set_value();
    });
    REQUIRE(comes(done));
    CHECK_FALSE(is_early);
}

TEST_CASE("a timer that is ended does not run, from within a task that is due with it either") {
    std::promise<void> done;
    bool ran = false;
    Loop loop;
    auto timer = std::make_shared<std::optional<Loop::Timer>>();
    loop.post([&, timer] {
        const auto due = Loop::Clock::now();
        loop.post_at(due, [timer] { timer->reset(); });
        timer->emplace(loop.call_at(due, [&] { ran = true; }));
        loop.post_at(due, [&] { done.set_value(); });
    });
    REQUIRE(comes(done));
    CHECK_FALSE(ran);
}

TEST_CASE("a watcher is told of events, and may end its watch or another's meanwhile") {
    std::promise<void> done;
    const Pipe one;
    const Pipe other;
    Reader first;
    Reader second;
    Loop loop;
    Loop::Watch watches[2]; // end before the loop
    first.on_event = [&] { watches[1] = {}; };
    second.on_event = [&] { watches[0] = {}; };
    one.write();
    other.write();
    loop.post([&] {
        watches[0] = loop.watch(one.reading.get(), EPOLLIN, first);
        watches[1] = loop.watch(other.reading.get(), EPOLLIN, second);
        loop.post_at(Loop::Clock::now() + 1ms, [&] { done.set_value(); });
    });
    REQUIRE(comes(done));
    loop.stop();
    CHECK(first.events + second.events == 1); // both were ready; the first to be told ended the other
}

TEST_CASE("what a task throws ends with it") {
    std::promise<void> done;
    Loop loop;
    loop.post([] { throw std::runtime_error("x"); });
    loop.post([&] { done.set_value(); });
    CHECK(comes(done));
}

TEST_CASE("what has not begun when the loop stops is dropped, with what it owns") {
    const auto owned = std::make_shared<int>(7);
    Loop loop;
    loop.post_at(Loop::Clock::now() + 1h, [owned] {});
    CHECK(owned.use_count() == 2);
    loop.stop();
    CHECK(owned.use_count() == 1);
    loop.post([owned] {});
    CHECK(owned.use_count() == 1);
}

TEST_CASE("settling waits for what is in progress, and begins nothing more") {
    std::promise<void> begun;
    std::promise<void> release;
    std::atomic<bool> finished{false};
    std::atomic<bool> late{false};
    Loop loop;
    loop.post([&] {
        begun.set_value();
        release.get_future().wait();
        finished = true;
    });
    loop.post([&] { late = true; });
    REQUIRE(comes(begun));
    CHECK_FALSE(loop.settle(1ms)); // held up
    release.set_value();
    CHECK(loop.settle(patience));
    CHECK(finished);
    loop.post([&] { late = true; });
    CHECK(loop.settle(patience));
    CHECK_FALSE(late);
}

TEST_CASE("a task that settles the loop does not wait for itself") {
    std::promise<bool> settled;
    Loop loop;
    loop.post([&] { settled.set_value(loop.settle(patience)); });
    auto came = settled.get_future();
    REQUIRE(came.wait_for(patience) == std::future_status::ready);
    CHECK(came.get());
}
