// A clock that stands still until it is told how far to go, and the tasks that run by it: one at a time, in
// an order that is the same each time. A task may sleep; the others go on meanwhile.
#pragma once

#include "lanes.hpp"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace contract {

// Each task has a thread, and one thread at a time has the baton. The owner's thread has it between two calls
// of run_until(). No task may wait for another one but by sleep_until().
class VirtualTime final : public spotify::Lane {
public:
    explicit VirtualTime(Clock::time_point start)
        : now_(start) {}
    // Drops what has not begun. No task may be asleep.
    ~VirtualTime() override;
    VirtualTime(const VirtualTime&) = delete;
    VirtualTime& operator=(const VirtualTime&) = delete;

    Clock::time_point now() const override;
    void post_at(Clock::time_point due, Task task) override;

    void sleep_until(Clock::time_point due); // from inside a task
    void run_until(Clock::time_point until); // from the owner's thread

private:
    struct Runner {
        Task task;
        bool has_baton = false;
        bool ends = false;
        std::condition_variable wake;
        std::thread thread;
    };
    struct Happening {
        Task task;
        Runner* sleeper = nullptr; // instead of a task
    };

    void run(Runner& runner);
    Runner& idle_runner();
    void give_baton(std::unique_lock<std::mutex>& lock, Runner& runner);

    mutable std::mutex mutex_;
    std::condition_variable baton_is_back_;
    Clock::time_point now_;
    std::map<std::pair<Clock::time_point, std::uint64_t>, Happening>
        to_come_; // in order of posting where due at once
    std::uint64_t posted_ = 0;
    std::vector<std::unique_ptr<Runner>> runners_;
    std::vector<Runner*> idle_;
    Runner* running_ = nullptr;
};

} // namespace contract
