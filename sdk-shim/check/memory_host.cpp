#include "check/memory_host.hpp"

#include "dp/guard.hpp"
#include "dp/value.hpp"
#include "host/store_key.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace check {

namespace {

constexpr std::size_t largest_value = 64 * 1024; // bytes

// What a broken disk may give back in place of what was stored.
std::string corruption(std::size_t round) {
    const std::array<std::string, 8> forms{
        std::string{}, "\xFF\xFE\xC3(", std::string(largest_value, 'x'), std::string{"a\0b\0", 4},
        "{\"a\":[[[[", "-1e999",        std::string(5000, '['),          "null"};
    return forms[round % forms.size()];
}

} // namespace

MemoryHost::MemoryHost(Stores stores)
    : stores_(stores) {
    table_.size = sizeof table_;
    table_.abi_minor = DP_ABI_MINOR;
    table_.handle = reinterpret_cast<dp_host_handle*>(this);
    table_.name = dp::borrow("plugin-check");
    table_.version = dp::borrow("1");
    table_.log = [](dp_host_handle* self, std::int32_t, dp_string category, dp_string text) {
        dp::contained([&] {
            const std::lock_guard guard(of(self).mutex_);
            of(self).log_.push_back(std::string{dp::view(category)} + ": " + std::string{dp::view(text)});
        });
    };
    table_.secret_get = [](dp_host_handle* self, dp_string key, const dp_text_sink* value) {
        return of(self).get(of(self).secrets_, key, value);
    };
    table_.secret_put = [](dp_host_handle* self, dp_string key, dp_string value) {
        return of(self).put(of(self).secrets_, key, value);
    };
    table_.secret_remove = [](dp_host_handle* self, dp_string key) {
        return of(self).remove(of(self).secrets_, key);
    };
    table_.secret_lock = [](dp_host_handle* self, dp_string key, std::uint32_t timeout_ms,
                            std::uint64_t* lock) { return of(self).lock(key, timeout_ms, lock); };
    table_.secret_unlock = [](dp_host_handle* self, std::uint64_t lock) {
        const std::lock_guard guard(of(self).mutex_);
        of(self).locks_.erase(lock);
        of(self).unlocked_.notify_all();
    };
    table_.state_get = [](dp_host_handle* self, dp_string key, const dp_text_sink* value) {
        return of(self).get(of(self).state_, key, value);
    };
    table_.state_put = [](dp_host_handle* self, dp_string key, dp_string value) {
        return of(self).put(of(self).state_, key, value);
    };
    table_.state_remove = [](dp_host_handle* self, dp_string key) {
        return of(self).remove(of(self).state_, key);
    };
    table_.extension = [](dp_host_handle*, dp_string) -> const void* { return nullptr; };
}

bool MemoryHost::passes(std::unique_lock<std::mutex>& guard) {
    ++calls_;
    if (stores_ == Stores::held && !is_released_) {
        ++waiting_;
        released_.wait(guard, [this] { return is_released_; });
        --waiting_;
    }
    return stores_ != Stores::failing;
}

std::int32_t MemoryHost::get(Values& values, dp_string key, const dp_text_sink* value) {
    return dp::guarded([&] {
        std::string found;
        {
            std::unique_lock guard(mutex_);
            if (!host::is_store_key(dp::view(key))) {
                return dp::Status::bad_argument;
            }
            if (!passes(guard)) {
                return dp::Status::storage;
            }
            if (stores_ == Stores::corrupt) {
                found = corruption(calls_);
            } else if (const auto entry = values.find(std::string{dp::view(key)}); entry != values.end()) {
                found = entry->second;
            } else {
                return dp::Status::unknown_id;
            }
        }
        dp::tell(value, found);
        return dp::Status::ok;
    });
}

std::int32_t MemoryHost::put(Values& values, dp_string key, dp_string value) {
    return dp::guarded([&] {
        std::unique_lock guard(mutex_);
        if (!host::is_store_key(dp::view(key))) {
            return dp::Status::bad_argument;
        }
        if (dp::view(value).size() > largest_value) {
            return dp::Status::out_of_range;
        }
        if (!passes(guard)) {
            return dp::Status::storage;
        }
        values[std::string{dp::view(key)}] = dp::view(value);
        if (&values == &secrets_) {
            all_secrets_.insert(std::string{dp::view(value)});
        }
        return dp::Status::ok;
    });
}

std::int32_t MemoryHost::remove(Values& values, dp_string key) {
    return dp::guarded([&] {
        std::unique_lock guard(mutex_);
        if (!passes(guard)) {
            return dp::Status::storage;
        }
        values.erase(std::string{dp::view(key)});
        return dp::Status::ok;
    });
}

std::int32_t MemoryHost::lock(dp_string key, std::uint32_t timeout_ms, std::uint64_t* lock) {
    return dp::guarded([&] {
        std::unique_lock guard(mutex_);
        if (lock == nullptr) {
            return dp::Status::bad_argument;
        }
        if (!passes(guard)) {
            return dp::Status::storage;
        }
        const std::string wanted{dp::view(key)};
        const auto is_free = [&] {
            return std::ranges::none_of(locks_, [&](const auto& held) { return held.second == wanted; });
        };
        if (!unlocked_.wait_for(guard, std::chrono::milliseconds{timeout_ms}, is_free)) {
            return dp::Status::busy;
        }
        *lock = ++last_lock_;
        locks_[*lock] = wanted;
        return dp::Status::ok;
    });
}

void MemoryHost::put_secret(const std::string& key, const std::string& value) {
    const std::lock_guard guard(mutex_);
    secrets_[key] = value;
    all_secrets_.insert(value);
}

void MemoryHost::release() {
    const std::lock_guard guard(mutex_);
    is_released_ = true;
    released_.notify_all();
}

void MemoryHost::forget() {
    const std::lock_guard guard(mutex_);
    std::vector<std::string>{}.swap(log_);
    all_secrets_.clear();
}

std::vector<std::string> MemoryHost::log() const {
    const std::lock_guard guard(mutex_);
    return log_;
}
std::set<std::string> MemoryHost::all_secrets() const {
    const std::lock_guard guard(mutex_);
    return all_secrets_;
}
std::map<std::string, std::string> MemoryHost::state() const {
    const std::lock_guard guard(mutex_);
    return state_;
}
std::map<std::string, std::string> MemoryHost::secrets() const {
    const std::lock_guard guard(mutex_);
    return secrets_;
}
std::size_t MemoryHost::waiting() const {
    const std::lock_guard guard(mutex_);
    return waiting_;
}
std::size_t MemoryHost::calls() const {
    const std::lock_guard guard(mutex_);
    return calls_;
}

} // namespace check
