// Tells the service manager that the host is alive, as long as its dispatcher is: a host that is stuck falls
// silent, and the manager starts it anew.
#pragma once

#include "service_manager.hpp"

#include "host/host.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>

namespace avhost {

// On the thread that waits; the host and `manager` outlive what it posted.
class Heartbeat {
public:
    Heartbeat(host::Host& host, const ServiceManager& manager)
        : host_{host}
        , manager_{manager}
        , interval_{manager.heartbeat()} {}

    // For poll(): milliseconds until beat() is due; -1: never.
    int wait() const {
        if (!interval_) {
            return -1;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_ - Clock::now());
        return static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }

    // Asks the dispatcher for a sign of life when it is time to; not again while it owes one.
    void beat() {
        if (!interval_ || Clock::now() < next_) {
            return;
        }
        next_ = Clock::now() + *interval_;
        if (!owed_->exchange(true)) {
            host_.ask_for_life([owed = owed_, &manager = manager_] {
                *owed = false;
                manager.alive();
            });
        }
    }

private:
    using Clock = std::chrono::steady_clock;

    host::Host& host_;
    const ServiceManager& manager_;
    const std::optional<std::chrono::milliseconds> interval_;
    Clock::time_point next_ = Clock::now();
    const std::shared_ptr<std::atomic<bool>> owed_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace avhost
