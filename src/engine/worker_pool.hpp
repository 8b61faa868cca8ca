// A bounded pool of threads over one heap of timers: tasks run when they are due. Knows nothing of what it
// runs.
#pragma once

#include "engine/lanes.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace spotify {

// Thread-safe. Leader and followers: of the idle threads one waits for the next due time, the others for
// nothing, so that a timer wakes one thread. Threads begin when a due task finds none idle, up to the bound,
// and block every signal: a signal of the host's is not ours to take, and SIGPIPE of a broken TLS connection
// must not end the host.
class WorkerPool final : public Lane {
public:
    explicit WorkerPool(std::size_t most_threads)
        : most_threads_(most_threads) {}
    // Drops what is not due or not begun, and joins the threads: takes as long as the longest running task.
    ~WorkerPool() override;
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    Clock::time_point now() const override { return Clock::now(); }
    void post_at(Clock::time_point due, Task task) override;

    // For the end of the process, which joins no thread: begins no task any more and waits, `bound` at most,
    // until none is in progress on another thread than the caller's, which may be a worker's own. The threads
    // stay, asleep: one that ended would clean up OpenSSL's tables for it while the exit does the same. False
    // when the bound was not enough. No lock is held that a task takes.
    bool settle(std::chrono::milliseconds bound);

private:
    // Tasks that are due at the same time run in the order in which they were posted.
    using Order = std::pair<Clock::time_point, std::uint64_t>;

    void grow(); // with the lock held; throws when the system has no thread
    void run();

    const std::size_t most_threads_;
    std::mutex mutex_;
    std::condition_variable leader_;
    std::condition_variable followers_;
    std::map<Order, Task> tasks_;
    std::uint64_t posted_ = 0;
    std::size_t idle_ = 0;
    bool led_ = false; // one of the idle threads waits at leader_
    bool ending_ = false;
    bool settling_ = false;
    std::map<Order, Task> shelved_; // what was waiting then: nobody destroys it in the middle of an exit
    std::vector<std::thread::id> at_work_; // inside a task
    std::condition_variable done_;         // waited for while settling
    std::vector<std::thread> threads_;
};

} // namespace spotify
