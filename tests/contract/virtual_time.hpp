// A clock that stands still until it is told how far to go, and the tasks that run by it: one at a time, in
// an order that is the same each time. A task may sleep; the others go on meanwhile.
#pragma once

#include "base/executor.hpp"

#include <semaphore.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace contract {

// Whether what sleeps is not waited for any more.
using Canceled = std::atomic<bool>;

// Each task has a thread, and one thread at a time has the baton. The owner's thread has it between two calls
// of run_until(). The process's clocks show this one's time while it lives, so there is one at a time. Nobody
// waits for another one but by sleep_until() and by a condition variable.
class VirtualTime final : public spotify::Scheduler {
public:
    explicit VirtualTime(Clock::time_point start);
    // Drops what has not begun. No task may be asleep.
    ~VirtualTime() override;
    VirtualTime(const VirtualTime&) = delete;
    VirtualTime& operator=(const VirtualTime&) = delete;

    // The one that lives, if there is one.
    static VirtualTime* present();

    Clock::time_point now() const override { return Clock::now(); }
    void post(Task task) override { post_at(now(), std::move(task)); }
    void post_at(Clock::time_point due, Task task) override;

    // From inside a task. With `canceled` it ends early when somebody who has canceled that waits for it.
    void sleep_until(Clock::time_point due, const Canceled* canceled = nullptr);
    void run_until(Clock::time_point until); // from the owner's thread

    // From any thread: a task sleeps, and the owner's thread lets the time pass.
    void wait(Clock::duration span);

    // Until something has happened, from any thread: what a wait for a condition does. Ends the program where
    // nothing is to come that could end such a wait.
    void let_others_go_on();

private:
    // The library's semaphore yields before it blocks, which on a busy machine costs a slice of time each time.
    class Baton {
    public:
        Baton() { sem_init(&semaphore_, 0, 0); }
        ~Baton() { sem_destroy(&semaphore_); }
        Baton(const Baton&) = delete;
        Baton& operator=(const Baton&) = delete;
        void release() { sem_post(&semaphore_); }
        void acquire();

    private:
        sem_t semaphore_{};
    };
    struct Runner {
        Task task;
        bool ends = false;
        Baton baton;
        std::thread thread;
    };
    struct Happening {
        Task task;
        Runner* sleeper = nullptr; // instead of a task
        const Canceled* canceled = nullptr;
    };
    using Due = std::pair<Clock::time_point, std::uint64_t>; // in order of posting where due at once

    void run(Runner& runner);
    Runner& idle_runner();
    void happen(); // what comes next
    void wake_canceled();

    std::mutex mutex_; // of what is to come, since anybody may post
    std::map<Due, Happening> to_come_;
    std::uint64_t posted_ = 0;
    Baton owners_baton_;
    std::vector<std::unique_ptr<Runner>> runners_;
    std::vector<Runner*> idle_;
    Runner* running_ = nullptr;
};

} // namespace contract
