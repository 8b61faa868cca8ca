#include "host/services.hpp"

#include "dp/guard.hpp"
#include "dp/value.hpp"

#include <chrono>
#include <utility>

namespace host {
namespace {

dp::Status status_for(StoreError::Reason reason) {
    switch (reason) {
    case StoreError::Reason::bad_key:
        return dp::Status::bad_argument;
    case StoreError::Reason::too_large:
        return dp::Status::out_of_range;
    case StoreError::Reason::busy:
        return dp::Status::busy;
    case StoreError::Reason::unsafe:
    case StoreError::Reason::sealed:
    case StoreError::Reason::storage:
        break;
    }
    return dp::Status::storage;
}

// The plugin gets a code only, so the sentence goes to the log: the installer is the one who can use it.
template <typename Body>
std::int32_t stored(dp_host_handle* host, Body body) noexcept {
    return dp::guarded([&]() -> dp::Status {
        if (host == nullptr) {
            return dp::Status::bad_argument;
        }
        try {
            return body(*host->services);
        } catch (const StoreError& problem) {
            const auto status = status_for(problem.reason());
            if (status == dp::Status::storage) {
                host->services->log(dp::LogLevel::error, "store", problem.what());
            }
            return status;
        }
    });
}

template <FileStore& (Services::*store)()>
std::int32_t get(dp_host_handle* host, dp_string key, const dp_text_sink* value) {
    return stored(host, [&](Services& services) {
        auto found = (services.*store)().get(dp::view(key));
        if (!found) {
            return dp::Status::unknown_id;
        }
        const WipeAtEnd wipe_it{*found};
        dp::tell(value, *found);
        return dp::Status::ok;
    });
}

template <FileStore& (Services::*store)()>
std::int32_t put(dp_host_handle* host, dp_string key, dp_string value) {
    return stored(host, [&](Services& services) {
        (services.*store)().put(dp::view(key), dp::view(value));
        return dp::Status::ok;
    });
}

template <FileStore& (Services::*store)()>
std::int32_t remove_key(dp_host_handle* host, dp_string key) {
    return stored(host, [&](Services& services) {
        (services.*store)().remove(dp::view(key));
        return dp::Status::ok;
    });
}

std::int32_t lock(dp_host_handle* host, dp_string key, std::uint32_t timeout_ms, std::uint64_t* lock) {
    return stored(host, [&](Services& services) {
        if (lock == nullptr) {
            return dp::Status::bad_argument;
        }
        *lock = services.secrets().lock(dp::view(key), std::chrono::milliseconds{timeout_ms});
        return dp::Status::ok;
    });
}

void unlock(dp_host_handle* host, std::uint64_t lock) {
    dp::contained([&] { host->services->secrets().unlock(lock); });
}

void log_line_of(dp_host_handle* host, std::int32_t level, dp_string category, dp_string text) {
    dp::contained([&] {
        const bool is_known = level >= DP_LOG_DEBUG && level <= DP_LOG_ERROR;
        host->services->log(is_known ? static_cast<dp::LogLevel>(level) : dp::LogLevel::error,
                            dp::view(category), dp::view(text));
    });
}

const void* extension(dp_host_handle*, dp_string) {
    return nullptr;
} // this host has none

} // namespace

Services::Services(std::string plugin, std::string version, std::shared_ptr<FileStore> secrets,
                   std::shared_ptr<FileStore> state, Log log)
    : plugin_{std::move(plugin)}
    , version_{std::move(version)}
    , secrets_{std::move(secrets)}
    , state_{std::move(state)}
    , log_{std::move(log)}
    , handle_{this} {
    table_.size = sizeof table_;
    table_.abi_minor = DP_ABI_MINOR;
    table_.handle = &handle_;
    table_.name = dp::borrow(std::string_view{"avhost"});
    table_.version = dp::borrow(std::string_view{version_});
    table_.log = log_line_of;
    table_.secret_get = get<&Services::secrets>;
    table_.secret_put = put<&Services::secrets>;
    table_.secret_remove = remove_key<&Services::secrets>;
    table_.secret_lock = lock;
    table_.secret_unlock = unlock;
    table_.state_get = get<&Services::state>;
    table_.state_put = put<&Services::state>;
    table_.state_remove = remove_key<&Services::state>;
    table_.extension = extension;
}

void Services::log(dp::LogLevel level, std::string_view category, std::string_view text) const {
    dp::contained([&] {
        const std::string source = category.empty() ? plugin_ : plugin_ + '/' + std::string{category};
        log_({level, source, std::string{text}});
    });
}

} // namespace host
