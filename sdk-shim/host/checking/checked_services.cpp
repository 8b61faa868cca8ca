#include "host/checking/checked_services.hpp"

#include "dp/guard.hpp"
#include "host/checking/value_rules.hpp"

#include <algorithm>

namespace host {

CheckedServices::InsideAny::InsideAny(CheckedServices& services)
    : services_(services) {
    const std::lock_guard guard(services_.mutex_);
    services_.inside_any_.push_back(std::this_thread::get_id());
}

CheckedServices::InsideAny::~InsideAny() {
    const std::lock_guard guard(services_.mutex_);
    auto& threads = services_.inside_any_;
    threads.erase(std::ranges::find(threads, std::this_thread::get_id()));
}

bool CheckedServices::may_call(const char* name, bool is_worker) {
    Complaints found;
    bool ended = false;
    {
        const std::lock_guard guard(mutex_);
        ended = ended_;
        if (ended) {
            found.push_back({Side::plugin, rule::services_within_instance,
                             std::string{name} + " was called after deinit(); it was refused"});
        } else if (is_worker &&
                   std::ranges::find(inside_any_, std::this_thread::get_id()) != inside_any_.end()) {
            found.push_back(
                {Side::plugin, rule::services_not_from_any,
                 std::string{name} + ", which may block, was called from inside a function that must not"});
        }
    }
    pass_on(complain_, found);
    return !ended;
}

template <typename Call>
std::int32_t CheckedServices::forward(dp_host_handle* handle, const char* name, Call call) {
    return dp::guarded([&] {
        auto& self = of(handle);
        return self.may_call(name, true) ? dp::status_of(call(self.host_)) : dp::Status::wrong_state;
    });
}

CheckedServices::CheckedServices(const dp_host& host, Complain complain)
    : host_(host)
    , complain_(std::move(complain)) {
    table_ = host_;
    table_.size = sizeof table_;
    table_.handle = reinterpret_cast<dp_host_handle*>(this);
    table_.log = [](dp_host_handle* handle, std::int32_t level, dp_string category, dp_string text) {
        dp::contained([&] {
            auto& self = of(handle);
            if (self.may_call("log", false)) {
                self.look_at_line(level, category, text);
                self.host_.log(self.host_.handle, level, category, text);
            }
        });
    };
    table_.secret_get = [](dp_host_handle* handle, dp_string key, const dp_text_sink* value) {
        return forward(handle, "secret_get",
                       [&](const dp_host& to) { return to.secret_get(to.handle, key, value); });
    };
    table_.secret_put = [](dp_host_handle* handle, dp_string key, dp_string value) {
        return forward(handle, "secret_put",
                       [&](const dp_host& to) { return to.secret_put(to.handle, key, value); });
    };
    table_.secret_remove = [](dp_host_handle* handle, dp_string key) {
        return forward(handle, "secret_remove",
                       [&](const dp_host& to) { return to.secret_remove(to.handle, key); });
    };
    table_.secret_lock = [](dp_host_handle* handle, dp_string key, std::uint32_t timeout_ms,
                            std::uint64_t* lock) {
        return forward(handle, "secret_lock", [&](const dp_host& to) {
            const auto status = to.secret_lock(to.handle, key, timeout_ms, lock);
            if (status == DP_OK && lock != nullptr) {
                auto& self = of(handle);
                const std::lock_guard guard(self.mutex_);
                self.locks_.insert(*lock);
            }
            return status;
        });
    };
    table_.secret_unlock = [](dp_host_handle* handle, std::uint64_t lock) {
        dp::contained([&] {
            auto& self = of(handle);
            if (!self.may_call("secret_unlock", true)) {
                return;
            }
            bool held = false;
            {
                const std::lock_guard guard(self.mutex_);
                held = self.locks_.erase(lock) == 1;
            }
            if (held) {
                self.host_.secret_unlock(self.host_.handle, lock);
            } else {
                self.complain_(
                    {Side::plugin, rule::locks_released, "secret_unlock of a lock that is not held"});
            }
        });
    };
    table_.state_get = [](dp_host_handle* handle, dp_string key, const dp_text_sink* value) {
        return forward(handle, "state_get",
                       [&](const dp_host& to) { return to.state_get(to.handle, key, value); });
    };
    table_.state_put = [](dp_host_handle* handle, dp_string key, dp_string value) {
        return forward(handle, "state_put",
                       [&](const dp_host& to) { return to.state_put(to.handle, key, value); });
    };
    table_.state_remove = [](dp_host_handle* handle, dp_string key) {
        return forward(handle, "state_remove",
                       [&](const dp_host& to) { return to.state_remove(to.handle, key); });
    };
    table_.extension = [](dp_host_handle* handle, dp_string id) -> const void* {
        const auto* to = &of(handle).host_;
        return DP_HAS(to, extension) ? to->extension(to->handle, id) : nullptr;
    };
}

// A text for a person or a log: the host passes it on, so what is wrong with it is found here and nowhere else.
void CheckedServices::look_at_text(const std::string& what, dp_string text) {
    Complaints found;
    if (!dp::is_sound(text)) {
        found.push_back({Side::plugin, rule::services_well_formed, what + " has a length and no address"});
    } else {
        found = check_text(what, dp::view(text));
    }
    pass_on(complain_, found);
}

void CheckedServices::look_at_line(std::int32_t level, dp_string category, dp_string text) {
    look_at_text("the category of a log line", category);
    look_at_text("a log line", text);
    Complaints found;
    if (level < DP_LOG_DEBUG || level > DP_LOG_ERROR) {
        found.push_back({Side::plugin, rule::services_well_formed,
                         "a log line of the unknown level " + std::to_string(level)});
    }
    if (dp::view(text).find('\n') != std::string_view::npos) {
        found.push_back({Side::plugin, rule::services_well_formed, "a log line with an end of line in it"});
    }
    pass_on(complain_, found);
}

void CheckedServices::end() {
    Complaints found;
    {
        const std::lock_guard guard(mutex_);
        ended_ = true;
        if (!locks_.empty()) {
            found.push_back(
                {Side::plugin, rule::locks_released,
                 "deinit() left " + std::to_string(locks_.size()) + " locks of the secret store held"});
        }
    }
    pass_on(complain_, found);
}

} // namespace host
