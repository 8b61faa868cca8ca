// How many tasks run, so that an end can wait for them.
#pragma once

#include <condition_variable>
#include <mutex>

namespace spotify {

// Thread-safe; outlives its tasks.
class RunningTasks {
public:
    // One task, from construction to destruction; false where it must not run any more.
    class Running {
    public:
        explicit Running(RunningTasks& tasks)
            : tasks_(tasks)
            , may_run_(tasks.begin()) {}
        ~Running() {
            if (may_run_) {
                tasks_.end();
            }
        }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        explicit operator bool() const { return may_run_; }

    private:
        RunningTasks& tasks_;
        const bool may_run_;
    };

    // Lets none begin any more.
    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
    }
    // Until none runs. Not from inside of one.
    void wait() {
        std::unique_lock lock(mutex_);
        at_rest_.wait(lock, [this] { return count_ == 0; });
    }

private:
    bool begin() {
        const std::lock_guard lock(mutex_);
        count_ += is_closed_ ? 0 : 1;
        return !is_closed_;
    }
    void end() {
        const std::lock_guard lock(mutex_);
        --count_;
        at_rest_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable at_rest_;
    int count_ = 0;
    bool is_closed_ = false;
};

} // namespace spotify
