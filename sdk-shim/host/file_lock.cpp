#include "host/file_lock.hpp"

#include <algorithm>
#include <cerrno>
#include <thread>

#include <sys/file.h>

namespace host {
namespace {

constexpr std::chrono::milliseconds look_again{20}; // flock has no time limit of its own

} // namespace

LockOutcome take_lock(int file, LockKind kind, std::chrono::milliseconds time) {
    const int operation = (kind == LockKind::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (::flock(file, operation) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return LockOutcome::failed;
        }
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= left.zero()) {
            return LockOutcome::busy;
        }
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, look_again));
    }
    return LockOutcome::taken;
}

} // namespace host
