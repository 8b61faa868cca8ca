// The one thread on which a host thinks. Plugins' callbacks and faces hand their work over and go on;
// whatever the host knows of its devices is touched on this thread alone and needs no lock.
#pragma once

#include "host/log.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace host {

class Dispatcher {
public:
    explicit Dispatcher(Log log);
    // Does what is queued, then joins the thread. Whoever owns the dispatcher ends those who post to it
    // first.
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    // Any thread, never blocks on work. Tasks run in the order of their posting. What one throws is logged.
    void post(std::function<void()> task);

    // Runs `task` once at `when`, or soon after, in between the tasks that are posted; replaces what was set
    // before. What is due when the dispatcher ends is dropped. Any thread.
    void set_timer(std::chrono::steady_clock::time_point when, std::function<void()> task);
    void clear_timer();

    // Waits until all that was posted before is done. Not from the dispatcher's own thread.
    void drain();

private:
    struct Timer {
        std::chrono::steady_clock::time_point when;
        std::function<void()> task;
    };

    void run();
    bool is_due() const; // with mutex_ held

    const Log log_;
    std::mutex mutex_;
    std::condition_variable news_;
    std::deque<std::function<void()>> tasks_; // guarded by mutex_
    std::optional<Timer> timer_;              // guarded by mutex_
    bool ending_ = false;                     // guarded by mutex_
    std::thread thread_;
};

} // namespace host
