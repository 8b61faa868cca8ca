#include "engine/task_queue.hpp"

#include "base/blocked_signals.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace spotify {

TaskQueue::~TaskQueue() {
    stop();
}

void TaskQueue::post(Task task) {
    const std::lock_guard lock(mutex_);
    if (is_ending_ || is_settling_) {
        return;
    }
    tasks_.push_back(std::move(task));
    if (idle_ < tasks_.size() && threads_.size() < max_threads_) {
        try {
            grow();
        } catch (const std::exception&) {
            if (threads_.empty()) { // none would ever run it: refused as a whole
                tasks_.pop_back();
                throw;
            }
        }
    }
    posted_.notify_one();
}

void TaskQueue::stop() {
    std::deque<Task> dropped; // destroyed outside the lock: a task may own what posts
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
        dropped.swap(tasks_);
        threads.swap(threads_);
    }
    posted_.notify_all();
    dropped.clear();
    for (auto& thread : threads) {
        thread.join();
    }
}

bool TaskQueue::settle(std::chrono::milliseconds bound) {
    std::unique_lock lock(mutex_);
    is_settling_ = true; // what has not begun stays: nobody destroys it in the middle of an exit
    return done_.wait_for(lock, bound, [&] {
        return std::ranges::all_of(at_work_,
                                   [me = std::this_thread::get_id()](auto one) { return one == me; });
    });
}

void TaskQueue::grow() {
    const BlockedSignals blocked;
    threads_.emplace_back([this] { run(); });
}

void TaskQueue::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        posted_.wait(lock, [this] { return is_ending_ || (!tasks_.empty() && !is_settling_); });
        --idle_;
        if (is_ending_) {
            return;
        }
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        at_work_.push_back(std::this_thread::get_id());
        lock.unlock();
        try {
            task();
        } catch (...) { // stated in the header of Executor
        }
        task = nullptr; // what it owns goes before the next wait
        lock.lock();
        std::erase(at_work_, std::this_thread::get_id());
        if (is_settling_) {
            done_.notify_all();
        }
    }
}

} // namespace spotify
