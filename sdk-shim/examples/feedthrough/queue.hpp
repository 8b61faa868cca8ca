// The thread of one device: does what is posted, in order, and what is due, in time. It is what keeps the
// callbacks serial, and where the host's stores may be waited for.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace feedthrough {

// Thread-safe but for begin() and finish(), which the owner calls one at a time. The thread lives from
// begin() to finish(), which waits for the task in progress and does those that are left; a task that hangs
// hangs finish(), so tasks wait for nothing but the host's stores.
class Queue {
public:
    using Task = std::function<void()>;
    using Clock = std::chrono::steady_clock;

    ~Queue() { finish(); }

    void begin();
    void finish(); // what is not due yet is dropped

    void post(Task task);
    void post_at(Clock::time_point due, Task task);

    bool inside() const; // whether the calling thread is this queue's

private:
    void run();

    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::deque<Task> tasks_;
    std::multimap<Clock::time_point, Task> timed_;
    bool ending_ = false;
    std::thread::id id_;
    std::thread thread_;
};

} // namespace feedthrough
