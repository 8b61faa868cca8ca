#include "virtual_time.hpp"

#include <algorithm>

namespace contract {

VirtualTime::~VirtualTime() {
    decltype(to_come_) dropped; // outside the lock: a task may own what posts
    {
        const std::lock_guard lock(mutex_);
        dropped.swap(to_come_);
        for (const auto& runner : runners_) {
            runner->ends = true;
            runner->wake.notify_one();
        }
    }
    for (const auto& runner : runners_) {
        runner->thread.join();
    }
}

spotify::Lane::Clock::time_point VirtualTime::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

void VirtualTime::post_at(Clock::time_point due, Task task) {
    const std::lock_guard lock(mutex_);
    to_come_.emplace(std::pair{std::max(due, now_), ++posted_}, Happening{std::move(task)});
}

void VirtualTime::sleep_until(Clock::time_point due) {
    std::unique_lock lock(mutex_);
    Runner& self = *running_;
    to_come_.emplace(std::pair{std::max(due, now_), ++posted_}, Happening{{}, &self});
    self.has_baton = false;
    running_ = nullptr;
    baton_is_back_.notify_one();
    self.wake.wait(lock, [&] { return self.has_baton; });
}

void VirtualTime::run_until(Clock::time_point until) {
    std::unique_lock lock(mutex_);
    while (!to_come_.empty() && to_come_.begin()->first.first <= until) {
        auto next = to_come_.extract(to_come_.begin());
        now_ = std::max(now_, next.key().first);
        if (next.mapped().sleeper != nullptr) {
            give_baton(lock, *next.mapped().sleeper);
        } else {
            auto& runner = idle_runner();
            runner.task = std::move(next.mapped().task);
            give_baton(lock, runner);
        }
    }
    now_ = std::max(now_, until);
}

VirtualTime::Runner& VirtualTime::idle_runner() {
    if (idle_.empty()) {
        auto& made = *runners_.emplace_back(std::make_unique<Runner>());
        made.thread = std::thread([this, &made] { run(made); });
        return made;
    }
    auto& runner = *idle_.back();
    idle_.pop_back();
    return runner;
}

void VirtualTime::give_baton(std::unique_lock<std::mutex>& lock, Runner& runner) {
    running_ = &runner;
    runner.has_baton = true;
    runner.wake.notify_one();
    baton_is_back_.wait(lock, [this] { return running_ == nullptr; });
}

void VirtualTime::run(Runner& runner) {
    std::unique_lock lock(mutex_);
    for (;;) {
        runner.wake.wait(lock, [&] { return runner.has_baton || runner.ends; });
        if (!runner.has_baton) {
            return;
        }
        auto task = std::move(runner.task);
        lock.unlock();
        task();
        task = nullptr; // what it owns goes while it has the baton
        lock.lock();
        runner.has_baton = false;
        idle_.push_back(&runner);
        running_ = nullptr;
        baton_is_back_.notify_one();
    }
}

} // namespace contract
