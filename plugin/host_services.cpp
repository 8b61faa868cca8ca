#include "host_services.hpp"

#include "dp/value.hpp"

namespace plugin {

namespace {

using spotify::StorageError;

// Copies what the host gives into a Secret and leaves no other copy behind.
struct SecretSink {
    spotify::auth::Secret value;
    dp_text_sink raw{this, [](void* self, dp_string text) {
                         static_cast<SecretSink*>(self)->value =
                             spotify::auth::Secret{std::string{dp::view(text)}};
                     }};
};

void check(std::int32_t code, const char* what, const std::string& key) {
    if (code != DP_OK) {
        throw StorageError(std::string{what} + " " + key + " failed (" +
                           std::string{word(dp::status_of(code))} +
                           "): see the host's log and the free space of its disk");
    }
}

class HostLock final : public spotify::SecretStore::Lock {
public:
    HostLock(const dp_host& host, std::uint64_t lock)
        : host_(host)
        , lock_(lock) {}
    ~HostLock() override { host_.secret_unlock(host_.handle, lock_); }
    HostLock(const HostLock&) = delete;
    HostLock& operator=(const HostLock&) = delete;

private:
    const dp_host& host_;
    std::uint64_t lock_;
};

} // namespace

void HostServices::log(dp::LogLevel level, std::string_view category, std::string_view text) const {
    host_.log(host_.handle, static_cast<std::int32_t>(level), dp::borrow(category), dp::borrow(text));
}

std::optional<spotify::auth::Secret> HostServices::Secrets::get(const std::string& key) {
    SecretSink sink;
    const auto code = host_.secret_get(host_.handle, dp::borrow(key), &sink.raw);
    if (code == DP_UNKNOWN_ID) {
        return std::nullopt;
    }
    check(code, "reading the secret", key);
    return std::move(sink.value);
}

void HostServices::Secrets::put(const std::string& key, const spotify::auth::Secret& value) {
    check(host_.secret_put(host_.handle, dp::borrow(key), dp::borrow(value.reveal())), "storing the secret",
          key);
}

void HostServices::Secrets::remove(const std::string& key) {
    check(host_.secret_remove(host_.handle, dp::borrow(key)), "removing the secret", key);
}

std::unique_ptr<spotify::SecretStore::Lock> HostServices::Secrets::lock(const std::string& key,
                                                                        std::chrono::milliseconds most) {
    std::uint64_t lock = 0;
    const auto code =
        host_.secret_lock(host_.handle, dp::borrow(key), static_cast<std::uint32_t>(most.count()), &lock);
    if (code == DP_BUSY) {
        return nullptr;
    }
    check(code, "locking the secret", key);
    return std::make_unique<HostLock>(host_, lock);
}

std::optional<std::string> HostServices::State::get(const std::string& key) {
    dp::TextSink sink;
    const auto code = host_.state_get(host_.handle, dp::borrow(key), &sink.raw);
    if (code == DP_UNKNOWN_ID) {
        return std::nullopt;
    }
    check(code, "reading the state", key);
    return sink.text();
}

void HostServices::State::put(const std::string& key, const std::string& value) {
    check(host_.state_put(host_.handle, dp::borrow(key), dp::borrow(value)), "storing the state", key);
}

void HostServices::State::remove(const std::string& key) {
    check(host_.state_remove(host_.handle, dp::borrow(key)), "removing the state", key);
}

std::string missing_services(const dp_host* host) {
    if (host == nullptr) {
        return "the host offers no services";
    }
    const bool complete = DP_HAS(host, log) && DP_HAS(host, secret_get) && DP_HAS(host, secret_put) &&
                          DP_HAS(host, secret_remove) && DP_HAS(host, secret_lock) &&
                          DP_HAS(host, secret_unlock) && DP_HAS(host, state_get) && DP_HAS(host, state_put) &&
                          DP_HAS(host, state_remove);
    return complete ? std::string{} : "the host lacks a log, a secret store or a state store";
}

} // namespace plugin
