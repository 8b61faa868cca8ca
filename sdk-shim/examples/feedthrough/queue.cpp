#include "queue.hpp"

#include <csignal>
#include <pthread.h>

namespace feedthrough {

void Queue::begin() {
    ending_ = false;
    // The host's signals are for its own threads.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        thread_ = std::thread{[this] { run(); }};
    } catch (...) {
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Queue::finish() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        timed_.clear();
    }
    news_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Queue::post(Task task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    news_.notify_all();
}

void Queue::post_at(Clock::time_point due, Task task) {
    const std::lock_guard lock(mutex_);
    timed_.emplace(due, std::move(task));
    news_.notify_all();
}

bool Queue::inside() const {
    const std::lock_guard lock(mutex_);
    return id_ == std::this_thread::get_id();
}

void Queue::run() {
    std::unique_lock lock(mutex_);
    id_ = std::this_thread::get_id();
    for (;;) {
        if (!timed_.empty() && timed_.begin()->first <= Clock::now()) {
            tasks_.push_back(std::move(timed_.begin()->second));
            timed_.erase(timed_.begin());
        } else if (!tasks_.empty()) {
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            task = nullptr; // what it holds is let go of without the lock
            lock.lock();
        } else if (ending_) {
            break;
        } else if (timed_.empty()) {
            news_.wait(lock);
        } else {
            const auto due = timed_.begin()->first; // a copy: the entry may be gone when the wait ends
            news_.wait_until(lock, due);
        }
    }
    id_ = {};
}

} // namespace feedthrough
