// Threads for what may block: storage, and callbacks into the host. Knows nothing of what it runs.
#pragma once

#include "base/executor.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace spotify {

// Thread-safe. A thread begins when a task finds none idle, up to the bound, and blocks every signal: a signal of the
// host's is not ours to take.
class TaskQueue final : public Executor {
public:
    explicit TaskQueue(std::size_t max_threads)
        : max_threads_(max_threads) {}
    // As stop().
    ~TaskQueue() override;
    TaskQueue(const TaskQueue&) = delete;
    TaskQueue& operator=(const TaskQueue&) = delete;

    void post(Task task) override;

    // Drops what has not begun and joins the threads: takes as long as the longest running task. The last call; not
    // from a task.
    void stop();

    // For the end of the process; see net::Loop::settle().
    bool settle(std::chrono::milliseconds bound);

private:
    void grow(); // with the lock held; throws when the system has no thread
    void run();

    const std::size_t max_threads_;
    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<Task> tasks_;
    std::size_t idle_ = 0;
    bool is_ending_ = false;
    bool is_settling_ = false;
    std::vector<std::thread::id> at_work_; // inside a task
    std::condition_variable done_;         // waited for while settling
    std::vector<std::thread> threads_;
};

} // namespace spotify
