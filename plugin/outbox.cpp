#include "outbox.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace plugin {

struct Outbox::Queue {
    mutable std::mutex mutex;
    std::condition_variable idle;
    std::vector<Call> calls;
    std::thread::id drainer; // of the thread that delivers now, if one does
    bool scheduled = false;

    // With `lock` held on entry and exit, and drainer empty on entry.
    void drain(std::unique_lock<std::mutex>& lock) {
        drainer = std::this_thread::get_id();
        while (!calls.empty()) {
            auto batch = std::exchange(calls, {});
            lock.unlock();
            for (const auto& call : batch) {
                try {
                    call();
                } catch (...) { // stated in the header
                }
            }
            batch.clear(); // what they own goes without the lock
            lock.lock();
        }
        drainer = {};
        idle.notify_all();
    }
};

Outbox::Outbox(spotify::Executor& executor)
    : queue_(std::make_shared<Queue>())
    , executor_(executor) {}

Outbox::~Outbox() {
    flush();
}

void Outbox::post(Call call) {
    const std::lock_guard lock(queue_->mutex);
    queue_->calls.push_back(std::move(call));
    if (queue_->scheduled || queue_->drainer != std::thread::id{}) {
        return;
    }
    queue_->scheduled = true;
    executor_.post([queue = queue_] {
        std::unique_lock inner(queue->mutex);
        queue->scheduled = false;
        if (queue->drainer == std::thread::id{}) { // flush() may have come first
            queue->drain(inner);
        }
    });
}

bool Outbox::inside() const {
    const std::lock_guard lock(queue_->mutex);
    return queue_->drainer == std::this_thread::get_id();
}

void Outbox::flush() {
    std::unique_lock lock(queue_->mutex);
    queue_->idle.wait(lock, [this] { return queue_->drainer == std::thread::id{}; });
    queue_->drain(lock);
}

} // namespace plugin
