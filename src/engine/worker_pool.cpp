#include "engine/worker_pool.hpp"

#include "base/blocked_signals.hpp"

#include <algorithm>
#include <exception>

namespace spotify {

WorkerPool::~WorkerPool() {
    std::map<Order, Task> dropped; // destroyed outside the lock: a task may own what posts
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        dropped.swap(tasks_);
    }
    leader_.notify_all();
    followers_.notify_all();
    for (auto& thread : threads_) {
        thread.join();
    }
}

void WorkerPool::post_at(Clock::time_point due, Task task) {
    const std::lock_guard lock(mutex_);
    if (ending_ || settling_) {
        return;
    }
    const auto posted = tasks_.emplace(Order{due, ++posted_}, std::move(task)).first;
    const bool first = posted == tasks_.begin();
    if (idle_ == 0 && threads_.size() < most_threads_) {
        try {
            grow();
        } catch (const std::exception&) {
            if (threads_.empty()) { // nobody would ever run it: refused as a whole
                tasks_.erase(posted);
                throw;
            }
        }
    } else if (led_) {
        if (first) {
            leader_.notify_one(); // its wait is too long now
        }
    } else {
        followers_.notify_one();
    }
}

bool WorkerPool::settle(std::chrono::milliseconds bound) {
    std::unique_lock lock(mutex_);
    settling_ = true;
    shelved_.merge(tasks_); // not swap(): it may be called again
    return done_.wait_for(lock, bound, [&] {
        return std::all_of(at_work_.begin(), at_work_.end(),
                           [me = std::this_thread::get_id()](auto one) { return one == me; });
    });
}

void WorkerPool::grow() {
    const BlockedSignals blocked;
    threads_.emplace_back([this] { run(); });
}

void WorkerPool::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        while (!ending_ && (led_ || tasks_.empty() || tasks_.begin()->first.first > Clock::now())) {
            if (led_) {
                followers_.wait(lock);
            } else {
                led_ = true;
                if (tasks_.empty()) {
                    leader_.wait(lock);
                } else {
                    const auto next =
                        tasks_.begin()->first.first; // a copy: the entry may go while this waits
                    leader_.wait_until(lock, next);
                }
                led_ = false;
            }
        }
        --idle_;
        if (ending_) {
            return;
        }
        auto task = tasks_.extract(tasks_.begin());
        // Somebody has to watch the next due time while this thread works.
        if (!tasks_.empty()) {
            if (idle_ > 0) {
                followers_.notify_one();
            } else if (threads_.size() < most_threads_) {
                try {
                    grow();
                } catch (const std::exception&) { // no thread to be had: this one does it later
                }
            }
        }
        at_work_.push_back(std::this_thread::get_id());
        lock.unlock();
        try {
            task.mapped()();
        } catch (...) { // stated in the header
        }
        task.mapped() = nullptr; // what it owns goes before the next wait
        lock.lock();
        std::erase(at_work_, std::this_thread::get_id());
        if (settling_) {
            done_.notify_all();
        }
    }
}

} // namespace spotify
