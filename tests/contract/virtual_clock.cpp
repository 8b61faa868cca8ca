#include "virtual_clock.hpp"

#include "virtual_time.hpp"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <mutex>

namespace contract {

namespace {

constexpr std::int64_t machine = -1;
std::atomic<std::int64_t> steady_ns{machine};
std::atomic<std::int64_t> ahead_ms{0}; // of the wall clock

// What the wall clock shows when the steady one shows nothing: 2 February 2026, 03:20:00 UTC.
constexpr std::chrono::seconds epoch{1'770'002'400};

std::chrono::nanoseconds read(clockid_t clock) {
    std::timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

} // namespace

void set_clocks(std::optional<std::chrono::steady_clock::time_point> now) {
    steady_ns = now ? std::chrono::nanoseconds{now->time_since_epoch()}.count() : machine;
    if (!now) {
        ahead_ms = 0;
    }
}

void set_wall_clock_ahead(std::chrono::milliseconds by) {
    ahead_ms = by.count();
}

spotify::RestartMoment virtual_restart_moment() {
    const auto epoch_now = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(epoch_now).count(), "the only boot",
            std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now().time_since_epoch())};
}

} // namespace contract

// These take the place of the library's own in the whole program.

std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
    const auto ns = contract::steady_ns.load();
    return time_point{ns == contract::machine ? contract::read(CLOCK_MONOTONIC)
                                              : std::chrono::nanoseconds{ns}};
}

std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept {
    const auto ns = contract::steady_ns.load();
    return time_point{ns == contract::machine ? contract::read(CLOCK_REALTIME)
                                              : contract::epoch + std::chrono::nanoseconds{ns} +
                                                    std::chrono::milliseconds{contract::ahead_ms.load()}};
}

// Waiting for another thread is how stop() and finish() wait for what is under way. In virtual time that goes on
// meanwhile; to come back without having been woken is allowed.
void std::condition_variable::wait(std::unique_lock<std::mutex>& lock) {
    if (auto* time = contract::VirtualTime::present()) {
        lock.unlock();
        time->let_others_go_on();
        lock.lock();
    } else {
        pthread_cond_wait(native_handle(), lock.mutex()->native_handle());
    }
}
