// Where tasks run and by which clock: all that a session needs of the engine's threads. Tests put a clock of
// their own behind it.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

namespace spotify {

// Thread-safe.
class Lane {
public:
    using Clock = std::chrono::steady_clock;
    using Task = std::function<void()>; // must not throw; what it throws ends there

    virtual ~Lane() = default;
    virtual Clock::time_point now() const = 0;
    // Throw std::system_error when no thread is to be had; the task is not taken then.
    virtual void post_at(Clock::time_point due, Task task) = 0;
    void post(Task task) { post_at(now(), std::move(task)); }
};

// Two, so that polls that hang never keep a command waiting. Work that is short or that a person waits for
// goes to `urgent`; what may hang for long without anybody noticing goes to `patient`.
struct Lanes {
    Lane& urgent;
    Lane& patient;
};

} // namespace spotify
