// A listener that keeps what one device reported, and can do something inside each report.
#pragma once

#include "dp/client.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace check {

// Thread-safe.
class Recorder : public dp::Listener {
public:
    struct Health {
        dp::Health level;
        std::string cause;
        std::string text;
    };
    struct Outcome {
        std::uint64_t token;
        dp::Outcome outcome;
        dp::Value result;
    };

    void on_properties(std::uint64_t revision, std::vector<dp::NamedValue> changed) override;
    void on_event(std::string name, std::vector<dp::NamedValue> data) override;
    void on_health(dp::Health health, std::string cause, std::string text) override;
    void on_completed(std::uint64_t token, dp::Outcome outcome, dp::Value result) override;

    // Set before start(): runs inside each report, without a lock.
    std::function<void()> inside;

    using Holds = std::function<bool(const Recorder&)>;
    // Waits until it holds; false when it does not in that time. The functions below may be used in it.
    bool wait(std::chrono::milliseconds time, const Holds& holds);

    std::vector<Health> healths() const;
    std::vector<Outcome> outcomes() const;
    std::map<std::uint64_t, int> times() const; // how often each token completed
    std::size_t count() const;                  // of all reports
    std::vector<std::string> texts() const;     // everything that was said, as text

private:
    void note(const std::function<void()>& keep);

    mutable std::recursive_mutex mutex_;
    std::condition_variable_any news_;
    std::vector<Health> healths_;
    std::vector<Outcome> outcomes_;
    std::vector<std::string> texts_;
    std::size_t count_ = 0;
};

} // namespace check
