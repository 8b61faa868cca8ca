#include "host/dispatcher.hpp"

#include <exception>
#include <future>
#include <utility>

namespace host {

Dispatcher::Dispatcher(Log log)
    : log_{std::move(log)}
    , thread_{[this] { run(); }} {}

Dispatcher::~Dispatcher() {
    {
        const std::lock_guard guard{mutex_};
        ending_ = true;
    }
    news_.notify_one();
    thread_.join();
}

void Dispatcher::post(std::function<void()> task) {
    {
        const std::lock_guard guard{mutex_};
        tasks_.push_back(std::move(task));
    }
    news_.notify_one();
}

void Dispatcher::set_timer(std::chrono::steady_clock::time_point when, std::function<void()> task) {
    {
        const std::lock_guard guard{mutex_};
        timer_ = Timer{when, std::move(task)};
    }
    news_.notify_one();
}

void Dispatcher::clear_timer() {
    const std::lock_guard guard{mutex_};
    timer_.reset();
}

bool Dispatcher::is_due() const {
    return timer_ && timer_->when <= std::chrono::steady_clock::now();
}

void Dispatcher::drain() {
    std::promise<void> reached;
    post([&reached] { reached.set_value(); });
    reached.get_future().wait();
}

void Dispatcher::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        while (!ending_ && tasks_.empty() && !is_due()) {
            if (timer_) {
                news_.wait_until(lock, timer_->when);
            } else {
                news_.wait(lock);
            }
        }
        std::function<void()> task;
        if (is_due() && !ending_) { // first, or a busy house would keep it waiting
            task = std::move(timer_->task);
            timer_.reset();
        } else if (!tasks_.empty()) {
            task = std::move(tasks_.front());
            tasks_.pop_front();
        } else {
            return;
        }
        lock.unlock();
        try {
            task();
        } catch (const std::exception& problem) {
            log_({dp::LogLevel::error, "host", std::string{"a task failed: "} + problem.what()});
        }
        task = nullptr; // what it holds is let go of without the lock
        lock.lock();
    }
}

} // namespace host
