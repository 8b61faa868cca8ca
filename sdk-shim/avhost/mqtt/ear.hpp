// The border between the host's dispatcher, which must not wait, and the bridge's thread, which publishes.
#pragma once

#include "mqtt/waiting.hpp"

#include "host/happening.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace avhost::mqtt {

// All members may be called from any thread. No lock is held during I/O, so none is held for long.
class Ear : public host::Subscriber {
public:
    // `wake` tells the bridge's thread to look; called with the lock held, so it must only leave a note, and
    // never again once close() has returned.
    explicit Ear(std::function<void()> wake)
        : wake_{std::move(wake)} {}

    void on_happening(const host::Happening& happening) override {
        if (std::holds_alternative<host::RuleList>(happening)) {
            return;
        }
        const std::lock_guard guard{mutex_};
        if (!wake_) {
            return;
        }
        waiting_.put(happening);
        if (!noted_) {
            noted_ = true;
            wake_();
        }
    }

    std::optional<host::Happening> take() {
        const std::lock_guard guard{mutex_};
        noted_ = false;
        return waiting_.take();
    }

    Waiting::Counts counts() {
        const std::lock_guard guard{mutex_};
        return waiting_.counts();
    }

    void close() {
        const std::lock_guard guard{mutex_};
        wake_ = nullptr;
        waiting_ = {};
    }

private:
    std::mutex mutex_;
    std::function<void()> wake_;
    Waiting waiting_;
    bool noted_ = false; // wake_ was called and nobody has looked yet
};

} // namespace avhost::mqtt
