// A host that weighs nothing: its stores lie outside the heap and each device's log is a handful of numbers,
// so that what grows with the devices is the plugin's.
#pragma once

#include "device_plugin.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory_resource>
#include <mutex>
#include <string>
#include <string_view>

namespace bench {

// Far beyond anything that is waited for.
constexpr std::chrono::seconds patience{120};

// Thread-safe.
class LightHost {
public:
    LightHost();
    LightHost(const LightHost&) = delete;
    LightHost& operator=(const LightHost&) = delete;

    const dp_host& table() const { return table_; }
    void put_secret(std::string_view key, std::string_view value) { put(secrets_, key, value); }

private:
    // Memory straight from the kernel, given back with the process: malloc's counters know nothing of it.
    class OutsideHeap final : public std::pmr::memory_resource {
        void* do_allocate(std::size_t bytes, std::size_t alignment) override;
        void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
        bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
    };
    using Values = std::pmr::map<std::pmr::string, std::pmr::string, std::less<>>;

    static LightHost& of(dp_host_handle* handle) { return *reinterpret_cast<LightHost*>(handle); }
    void put(Values& values, std::string_view key, std::string_view value);
    void remove(Values& values, std::string_view key);
    std::int32_t get(const Values& values, std::string_view key, const dp_text_sink* sink);

    std::mutex mutex_;
    OutsideHeap outside_;
    std::pmr::unsynchronized_pool_resource pool_{&outside_};
    Values secrets_{&pool_};
    Values state_{&pool_};
    dp_host table_{};
};

// What one device told last, and when. Thread-safe.
class DeviceLog {
public:
    dp_device_handle* handle() { return reinterpret_cast<dp_device_handle*>(this); }
    static const dp_device_callbacks& callbacks();

    struct Told {
        std::int32_t health = -1;
        std::int32_t playing = -1; // 0 or 1 once it is known
        std::chrono::steady_clock::time_point playing_at{};
        std::uint64_t batches = 0;
        std::uint64_t completions = 0;
        std::int32_t status = -1; // of the last completion
        std::chrono::steady_clock::time_point completed_at{};
    };
    Told told() const;
    // False when it does not hold in time.
    bool wait(const std::function<bool(const Told&)>& holds, std::chrono::seconds limit = patience) const;

    // Each callback takes so long from now on.
    void takes(std::chrono::milliseconds time) { takes_ = time; }

    // Runs at the end of each completion, on the thread that brings it. Set before the device starts.
    std::function<void()> on_completed;

private:
    static DeviceLog& of(dp_device_handle* handle) { return *reinterpret_cast<DeviceLog*>(handle); }
    void take(const dp_named_value* changed, std::uint32_t count);
    void take_time() const;

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Told told_;
    std::atomic<std::chrono::milliseconds> takes_{std::chrono::milliseconds{0}};
};

} // namespace bench
