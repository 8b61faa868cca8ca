#include "net/cancel.hpp"
#include "net/error.hpp"
#include "net/wait.hpp"
#include "no_more_descriptors.hpp"

#include <doctest/doctest.h>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

using namespace spotify::net;
using namespace std::chrono_literals;

namespace {

// Far beyond anything that is waited for: only a hang gets there.
constexpr auto patience = 20s;

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        ++count;
    }
    return count;
}

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        reading = FileDescriptor{ends[0]};
        writing = FileDescriptor{ends[1]};
    }
    FileDescriptor reading;
    FileDescriptor writing;
};

// How a wait for a pipe that stays empty ends.
Failure failure_of_wait(const Cancel& cancel, TimePoint deadline) {
    const Pipe pipe;
    try {
        const CancelWatch watch(cancel);
        wait_for(pipe.reading.get(), POLLIN, deadline, watch);
    } catch (const NetError& error) {
        return error.failure();
    }
    return Failure::invalid; // none
}

} // namespace

TEST_CASE("a cancel that nobody waits for holds no descriptor") {
    const auto before = open_descriptors();
    const std::vector<Cancel> accounts(5000);
    CHECK(open_descriptors() == before);
    {
        const CancelWatch watch(accounts.front());
        CHECK(open_descriptors() == before + 1);
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("a cancel before the wait ends it at once, and one during it ends it from another thread") {
    Cancel early;
    early.cancel();
    early.cancel();
    CHECK(failure_of_wait(early, Clock::now() + patience) == Failure::canceled);

    Cancel late;
    std::optional<Failure> ended;
    const Pipe begun;
    std::thread waits([&] {
        const CancelWatch watch(late);
        CHECK(::write(begun.writing.get(), "x", 1) == 1);
        const Pipe pipe;
        try {
            wait_for(pipe.reading.get(), POLLIN, Clock::now() + patience, watch);
        } catch (const NetError& error) {
            ended = error.failure();
        }
    });
    char byte = 0;
    CHECK(::read(begun.reading.get(), &byte, 1) == 1); // the watch is there; the poll may be or not
    late.cancel();
    waits.join();
    CHECK(ended == Failure::canceled);
    CHECK(failure_of_wait(Cancel{}, Clock::now()) == Failure::timeout);
}

TEST_CASE("every watch of a cancel is woken, in whatever order they came and went") {
    Cancel cancel;
    std::array<std::optional<CancelWatch>, 4> watches;
    for (auto& watch : watches) {
        watch.emplace(cancel);
    }
    watches[1].reset(); // from the middle
    watches[3].reset(); // the newest
    watches[1].emplace(cancel);
    watches[0].reset(); // the oldest
    cancel.cancel();
    const CancelWatch afterwards(cancel);
    CHECK(ready_now(watches[1]->descriptor(), POLLIN));
    CHECK(ready_now(watches[2]->descriptor(), POLLIN));
    CHECK(ready_now(afterwards.descriptor(), POLLIN));
}

TEST_CASE("no cancel is lost however it falls between the beginning and the end of waits") {
    for (int round = 0; round < 500; ++round) {
        Cancel cancel;
        std::array<Failure, 2> ends{};
        std::vector<std::thread> threads;
        for (auto& end : ends) {
            threads.emplace_back([&cancel, &end] { end = failure_of_wait(cancel, Clock::now() + patience); });
        }
        cancel.cancel();
        for (auto& thread : threads) {
            thread.join();
        }
        CHECK(ends[0] == Failure::canceled);
        CHECK(ends[1] == Failure::canceled);
    }
}

TEST_CASE("no descriptor left is an error with a sentence, and passes") {
    const Cancel cancel;
    {
        const test::NoMoreDescriptors none;
        try {
            const CancelWatch watch(cancel);
            FAIL_CHECK("there was one");
        } catch (const NetError& error) {
            CHECK(error.failure() == Failure::connect);
            CHECK(std::string{error.what()} == "this controller has no file descriptors left");
        }
    }
    CHECK_NOTHROW(CancelWatch{cancel});
}
