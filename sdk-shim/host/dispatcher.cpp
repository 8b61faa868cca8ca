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

void Dispatcher::drain() {
    std::promise<void> reached;
    post([&reached] { reached.set_value(); });
    reached.get_future().wait();
}

void Dispatcher::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        news_.wait(lock, [this] { return ending_ || !tasks_.empty(); });
        if (tasks_.empty()) {
            return;
        }
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
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
