#include "fake_host.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace contract {

void Library::Close::operator()(void* handle) const {
    dlclose(handle);
}

Library::Library(const std::string& file)
    : handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) {
        throw std::runtime_error(dlerror());
    }
    const auto entry = reinterpret_cast<dp_entry_fn>(dlsym(handle_.get(), DP_ENTRY_SYMBOL));
    if (entry == nullptr) {
        throw std::runtime_error(file + " has no " DP_ENTRY_SYMBOL);
    }
    plugin_ = entry();
}

Services::Services() {
    host_.size = sizeof host_;
    host_.abi_minor = DP_ABI_MINOR;
    host_.handle = reinterpret_cast<dp_host_handle*>(this);
    host_.log = [](dp_host_handle*, std::int32_t, dp_string, dp_string) {};
    host_.secret_get = [](dp_host_handle* handle, dp_string key, const dp_text_sink* sink) {
        return of(handle).get(of(handle).secrets_, key, sink);
    };
    host_.secret_put = [](dp_host_handle* handle, dp_string key, dp_string value) -> std::int32_t {
        of(handle).put_secret(std::string{dp::view(key)}, std::string{dp::view(value)});
        return DP_OK;
    };
    host_.secret_remove = [](dp_host_handle* handle, dp_string key) -> std::int32_t {
        const std::lock_guard lock(of(handle).mutex_);
        of(handle).secrets_.erase(std::string{dp::view(key)});
        return DP_OK;
    };
    host_.secret_lock = [](dp_host_handle*, dp_string, std::uint32_t, std::uint64_t* lock) -> std::int32_t {
        *lock = 1;
        return DP_OK;
    };
    host_.secret_unlock = [](dp_host_handle*, std::uint64_t) {};
    host_.state_get = [](dp_host_handle* handle, dp_string key, const dp_text_sink* sink) {
        return of(handle).get(of(handle).state_, key, sink);
    };
    host_.state_put = [](dp_host_handle* handle, dp_string key, dp_string value) -> std::int32_t {
        const std::lock_guard lock(of(handle).mutex_);
        of(handle).state_[std::string{dp::view(key)}] = dp::view(value);
        return DP_OK;
    };
    host_.state_remove = [](dp_host_handle* handle, dp_string key) -> std::int32_t {
        const std::lock_guard lock(of(handle).mutex_);
        of(handle).state_.erase(std::string{dp::view(key)});
        return DP_OK;
    };
}

void Services::put_secret(const std::string& key, const std::string& value) {
    const std::lock_guard lock(mutex_);
    secrets_[key] = value;
}

std::int32_t Services::get(const Values& values, dp_string key, const dp_text_sink* sink) {
    const std::lock_guard lock(mutex_);
    const auto found = values.find(std::string{dp::view(key)});
    if (found == values.end()) {
        return DP_UNKNOWN_ID;
    }
    sink->write(sink->context, dp::borrow(found->second));
    return DP_OK;
}

Reports::Reports() {
    callbacks_.size = sizeof callbacks_;
    callbacks_.properties_changed = [](dp_device_handle* handle, std::uint64_t revision,
                                       const dp_named_value* changed, std::uint32_t count) {
        auto& self = of(handle);
        self.note([&] {
            self.in_order_ = self.in_order_ && revision == self.revision_ + 1 && count > 0;
            self.revision_ = revision;
            for (const auto& [name, value] : dp::own(changed, count)) {
                self.folded_[name] = value;
            }
        });
    };
    callbacks_.event = [](dp_device_handle* handle, dp_string, const dp_named_value*, std::uint32_t) {
        of(handle).note([] {});
    };
    callbacks_.health_changed = [](dp_device_handle* handle, std::int32_t health, dp_string, dp_string) {
        of(handle).note([&] { of(handle).health_ = health; });
    };
    callbacks_.completed = [](dp_device_handle* handle, std::uint64_t token, std::int32_t status, dp_string,
                              const dp_value*) {
        of(handle).note([&] { of(handle).completed_.push_back({token, status}); });
    };
}

void Reports::note(const std::function<void()>& change) {
    {
        const std::lock_guard lock(mutex_);
        in_order_ = in_order_ && ++inside_now_ == 1;
        ++count_;
        change();
    }
    if (inside) {
        inside();
    }
    const std::lock_guard lock(mutex_);
    --inside_now_;
    changed_.notify_all();
}

bool Reports::wait(const std::function<bool(const Reports&)>& holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return holds(*this); });
}

dp::Value Reports::property(const std::string& name) const {
    const auto found = folded_.find(name);
    return found == folded_.end() ? dp::Value{} : found->second;
}

std::map<std::string, dp::Value> Reports::folded() {
    const std::lock_guard lock(mutex_);
    return folded_;
}

std::uint64_t Reports::revision() {
    const std::lock_guard lock(mutex_);
    return revision_;
}

std::size_t Reports::count() {
    const std::lock_guard lock(mutex_);
    return count_;
}

bool Reports::in_order() {
    const std::lock_guard lock(mutex_);
    return in_order_;
}

} // namespace contract
