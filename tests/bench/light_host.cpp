#include "light_host.hpp"

#include "dp/value.hpp"

#include <sys/mman.h>

#include <new>
#include <thread>

namespace bench {

using Clock = std::chrono::steady_clock;

void* LightHost::OutsideHeap::do_allocate(std::size_t bytes, std::size_t) {
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    return memory;
}

void LightHost::OutsideHeap::do_deallocate(void* memory, std::size_t bytes, std::size_t) {
    munmap(memory, bytes);
}

LightHost::LightHost() {
    table_.size = sizeof table_;
    table_.abi_minor = DP_ABI_MINOR;
    table_.handle = reinterpret_cast<dp_host_handle*>(this);
    table_.log = [](dp_host_handle*, std::int32_t, dp_string, dp_string) {};
    table_.secret_get = [](dp_host_handle* handle, dp_string key, const dp_text_sink* sink) {
        return of(handle).get(of(handle).secrets_, dp::view(key), sink);
    };
    table_.secret_put = [](dp_host_handle* handle, dp_string key, dp_string value) -> std::int32_t {
        of(handle).put(of(handle).secrets_, dp::view(key), dp::view(value));
        return DP_OK;
    };
    table_.secret_remove = [](dp_host_handle* handle, dp_string key) -> std::int32_t {
        of(handle).remove(of(handle).secrets_, dp::view(key));
        return DP_OK;
    };
    table_.secret_lock = [](dp_host_handle*, dp_string, std::uint32_t, std::uint64_t* lock) -> std::int32_t {
        *lock = 1; // accounts are not shared here
        return DP_OK;
    };
    table_.secret_unlock = [](dp_host_handle*, std::uint64_t) {};
    table_.state_get = [](dp_host_handle* handle, dp_string key, const dp_text_sink* sink) {
        return of(handle).get(of(handle).state_, dp::view(key), sink);
    };
    table_.state_put = [](dp_host_handle* handle, dp_string key, dp_string value) -> std::int32_t {
        of(handle).put(of(handle).state_, dp::view(key), dp::view(value));
        return DP_OK;
    };
    table_.state_remove = [](dp_host_handle* handle, dp_string key) -> std::int32_t {
        of(handle).remove(of(handle).state_, dp::view(key));
        return DP_OK;
    };
}

void LightHost::put(Values& values, std::string_view key, std::string_view value) {
    const std::lock_guard lock(mutex_);
    values[std::pmr::string{key, &pool_}] = value;
}

void LightHost::remove(Values& values, std::string_view key) {
    const std::lock_guard lock(mutex_);
    if (const auto found = values.find(key); found != values.end()) {
        values.erase(found);
    }
}

std::int32_t LightHost::get(const Values& values, std::string_view key, const dp_text_sink* sink) {
    const std::lock_guard lock(mutex_);
    const auto found = values.find(key);
    if (found == values.end()) {
        return DP_UNKNOWN_ID;
    }
    sink->write(sink->context, dp_string{found->second.data(), found->second.size()});
    return DP_OK;
}

const dp_device_callbacks& DeviceLog::callbacks() {
    static const dp_device_callbacks table = [] {
        dp_device_callbacks callbacks{};
        callbacks.size = sizeof callbacks;
        callbacks.properties_changed = [](dp_device_handle* handle, std::uint64_t,
                                          const dp_named_value* changed, std::uint32_t count) {
            of(handle).take(changed, count);
            of(handle).take_time();
        };
        callbacks.event = [](dp_device_handle* handle, dp_string, const dp_named_value*, std::uint32_t) {
            of(handle).take_time();
        };
        callbacks.health_changed = [](dp_device_handle* handle, std::int32_t health, dp_string, dp_string) {
            {
                const std::lock_guard lock(of(handle).mutex_);
                of(handle).told_.health = health;
                of(handle).changed_.notify_all();
            }
            of(handle).take_time();
        };
        callbacks.completed = [](dp_device_handle* handle, std::uint64_t, std::int32_t status, dp_string,
                                 const dp_value*) {
            const auto now = Clock::now();
            {
                const std::lock_guard lock(of(handle).mutex_);
                ++of(handle).told_.completions;
                of(handle).told_.status = status;
                of(handle).told_.completed_at = now;
                of(handle).changed_.notify_all();
            }
            if (of(handle).on_completed) {
                of(handle).on_completed();
            }
            of(handle).take_time();
        };
        return callbacks;
    }();
    return table;
}

void DeviceLog::take(const dp_named_value* changed, std::uint32_t count) {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    ++told_.batches;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (dp::view(changed[i].name) == "is_playing" && changed[i].value.type == DP_TYPE_BOOL) {
            told_.playing = changed[i].value.as.boolean;
            told_.playing_at = now;
            changed_.notify_all();
        }
    }
}

void DeviceLog::take_time() const {
    if (const auto time = takes_.load(); time.count() > 0) {
        std::this_thread::sleep_for(time); // what is measured, and no wait
    }
}

DeviceLog::Told DeviceLog::told() const {
    const std::lock_guard lock(mutex_);
    return told_;
}

bool DeviceLog::wait(const std::function<bool(const Told&)>& holds, std::chrono::seconds limit) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return holds(told_); });
}

} // namespace bench
