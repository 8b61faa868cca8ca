// The smallest host in a process: loads a plugin's library, keeps stores in memory, records what a device
// reports.
#pragma once

#include "device_plugin.h"
#include "dp/value.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace contract {

// Far beyond anything that is waited for: only a fault gets there.
constexpr std::chrono::seconds patience{20};

class Library {
public:
    explicit Library(const std::string& file); // throws std::runtime_error
    const dp_plugin& plugin() const { return *plugin_; }

private:
    struct Close {
        void operator()(void* handle) const;
    };
    std::unique_ptr<void, Close> handle_;
    const dp_plugin* plugin_ = nullptr;
};

// Stores in memory and a log that is thrown away. Thread-safe.
class Services {
public:
    Services();
    const dp_host& host() const { return host_; }
    void put_secret(const std::string& key, const std::string& value);

private:
    using Values = std::map<std::string, std::string>;
    static Services& of(dp_host_handle* handle) { return *reinterpret_cast<Services*>(handle); }
    std::int32_t get(const Values& values, dp_string key, const dp_text_sink* sink);

    std::mutex mutex_;
    Values secrets_;
    Values state_;
    dp_host host_{};
};

// What one device reported, in order. Thread-safe.
class Reports {
public:
    Reports();
    const dp_device_callbacks& callbacks() const { return callbacks_; }
    dp_device_handle* handle() { return reinterpret_cast<dp_device_handle*>(this); }

    struct Completed {
        std::uint64_t token;
        std::int32_t status;
    };

    bool wait(const std::function<bool(const Reports&)>& holds); // with the lock held
    dp::Value property(const std::string& name) const;           // inside wait() or when all is quiet
    std::int32_t health() const { return health_; }
    const std::vector<Completed>& completed() const { return completed_; }
    std::map<std::string, dp::Value> folded();
    std::uint64_t revision();
    std::size_t count(); // of all callbacks so far
    bool in_order();     // revisions rose by one, callbacks never overlapped

    // Runs inside each callback, without the lock.
    std::function<void()> inside;

private:
    static Reports& of(dp_device_handle* handle) { return *reinterpret_cast<Reports*>(handle); }
    void note(const std::function<void()>& change);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, dp::Value> folded_;
    std::vector<Completed> completed_;
    std::uint64_t revision_ = 0;
    std::int32_t health_ = -1;
    std::size_t count_ = 0;
    int inside_now_ = 0;
    bool in_order_ = true;
    dp_device_callbacks callbacks_{};
};

} // namespace contract
