// For plugin authors: the host's services with owned values, and its lock as an object.
#pragma once

#include "dp/status.hpp"
#include "dp/value.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dp {

// Why a host cannot serve a plugin that wants log, secrets and state: a sentence, or empty when it can. Not
// null.
inline std::string missing_services(const dp_host* host) {
    const bool complete = DP_HAS(host, log) && DP_HAS(host, secret_get) && DP_HAS(host, secret_put) &&
                          DP_HAS(host, secret_remove) && DP_HAS(host, secret_lock) &&
                          DP_HAS(host, secret_unlock) && DP_HAS(host, state_get) && DP_HAS(host, state_put) &&
                          DP_HAS(host, state_remove);
    return complete ? std::string{} : "the host lacks a log, a secret store or a state store";
}

// Held from construction to destruction.
class SecretLock {
public:
    SecretLock(const dp_host& host, std::uint64_t lock)
        : host_(&host)
        , lock_(lock) {}
    ~SecretLock() {
        if (host_ != nullptr) {
            host_->secret_unlock(host_->handle, lock_);
        }
    }
    SecretLock(SecretLock&& other) noexcept
        : host_(std::exchange(other.host_, nullptr))
        , lock_(other.lock_) {}
    SecretLock& operator=(SecretLock&&) = delete;
    SecretLock(const SecretLock&) = delete;
    SecretLock& operator=(const SecretLock&) = delete;

private:
    const dp_host* host_;
    std::uint64_t lock_;
};

// Thread-safe, as the host's functions are. Borrows the table, which is valid until deinit(). All but log()
// are of [worker]: they may block on storage.
class Host {
public:
    // missing_services(&host).empty()
    explicit Host(const dp_host& host)
        : host_(host) {}

    void log(LogLevel level, std::string_view category, std::string_view text) const {
        host_.log(host_.handle, static_cast<std::int32_t>(level), borrow(category), borrow(text));
    }

    // take(std::string_view) gets the value when there is one, within the call, so that a secret is copied to
    // one place only. Status::unknown_id: there is none.
    template <typename Take>
    Status secret_get(std::string_view key, Take take) const {
        return get(host_.secret_get, key, take);
    }
    template <typename Take>
    Status state_get(std::string_view key, Take take) const {
        return get(host_.state_get, key, take);
    }
    Status secret_put(std::string_view key, std::string_view value) const {
        return status_of(host_.secret_put(host_.handle, borrow(key), borrow(value)));
    }
    Status secret_remove(std::string_view key) const {
        return status_of(host_.secret_remove(host_.handle, borrow(key)));
    }
    Status state_put(std::string_view key, std::string_view value) const {
        return status_of(host_.state_put(host_.handle, borrow(key), borrow(value)));
    }
    Status state_remove(std::string_view key) const {
        return status_of(host_.state_remove(host_.handle, borrow(key)));
    }

    // Nothing when it was not had; `status` says why (Status::busy: in time).
    std::optional<SecretLock> secret_lock(std::string_view key, std::chrono::milliseconds most,
                                          Status& status) const {
        std::uint64_t lock = 0;
        status = status_of(
            host_.secret_lock(host_.handle, borrow(key), static_cast<std::uint32_t>(most.count()), &lock));
        return status == Status::ok ? std::optional<SecretLock>{std::in_place, host_, lock} : std::nullopt;
    }

private:
    using Get = std::int32_t (*)(dp_host_handle*, dp_string, const dp_text_sink*);

    template <typename Take>
    Status get(Get function, std::string_view key, Take& take) const {
        const dp_text_sink sink{&take,
                                [](void* self, dp_string text) { (*static_cast<Take*>(self))(view(text)); }};
        return status_of(function(host_.handle, borrow(key), &sink));
    }

    const dp_host& host_;
};

} // namespace dp
