// One run for a state folder, and a look at whether there is one.
#include "state_lock.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <thread>

TEST_CASE("a folder is in use while a run has it") {
    const test::TempDir folder;
    const auto state = folder.path() / "state";
    CHECK_FALSE(avhost::is_in_use(state)); // it is not there
    CHECK_FALSE(std::filesystem::exists(state));
    std::optional<avhost::StateLock> run{state};
    CHECK(avhost::is_in_use(state));
    CHECK_THROWS_AS(avhost::StateLock{state}, avhost::StateInUse);
    run.reset();
    CHECK_FALSE(avhost::is_in_use(state));
}

TEST_CASE("to look whether a folder is in use keeps no run from it") {
    const test::TempDir folder;
    { const avhost::StateLock made{folder.path()}; }
    std::atomic<bool> ends{false};
    std::atomic<int> looks{0};
    std::thread looking{[&] {
        while (!ends) {
            avhost::is_in_use(folder.path());
            ++looks;
        }
    }};
    int refused = 0;
    for (int runs = 0; runs < 2000 || looks < 2000; ++runs) {
        try {
            const avhost::StateLock run{folder.path()};
        } catch (const avhost::StateInUse&) {
            ++refused;
        }
    }
    ends = true;
    looking.join();
    CHECK(refused == 0);
}
