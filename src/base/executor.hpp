// Where tasks run and by which clock. Tests put a clock of their own behind it.
#pragma once

#include <chrono>
#include <functional>

namespace spotify {

// Thread-safe.
class Executor {
public:
    using Task = std::function<void()>; // must not throw; what it throws ends there

    virtual ~Executor() = default;
    // Tasks begin in the order in which they were posted. Throws std::system_error when no thread is to be had;
    // the task is not taken then.
    virtual void post(Task task) = 0;
};

// Thread-safe.
class Scheduler : public Executor {
public:
    using Clock = std::chrono::steady_clock;

    virtual Clock::time_point now() const = 0;
    // Not before `due`. Throws like post().
    virtual void post_at(Clock::time_point due, Task task) = 0;
};

// What an account needs of the engine's threads. A task on `loop` never blocks; one on `storage` may, and while
// it does no other runs there. Both outlive what is posted.
struct Executors {
    Scheduler& loop;
    Executor& storage;
};

} // namespace spotify
