#include "host_services.hpp"

#include <utility>

namespace plugin {

namespace {

using spotify::StorageError;

void check(dp::Status status, const char* what, const std::string& key) {
    if (status != dp::Status::ok) {
        throw StorageError(std::string{what} + " " + key + " failed (" + std::string{word(status)} +
                           "): see the host's log and the free space of its disk");
    }
}

class HostLock final : public spotify::SecretStore::Lock {
public:
    explicit HostLock(dp::SecretLock lock)
        : lock_(std::move(lock)) {}

private:
    dp::SecretLock lock_;
};

} // namespace

std::optional<spotify::Secret> HostServices::Secrets::get(const std::string& key) {
    std::optional<spotify::Secret> found; // the one copy of it
    const auto status =
        host_.secret_get(key, [&](std::string_view text) { found.emplace(std::string{text}); });
    if (status == dp::Status::unknown_id) {
        return std::nullopt;
    }
    check(status, "reading the secret", key);
    return found ? std::move(found) : spotify::Secret{std::string{}};
}

void HostServices::Secrets::put(const std::string& key, const spotify::Secret& value) {
    check(host_.secret_put(key, value.reveal()), "storing the secret", key);
}

void HostServices::Secrets::remove(const std::string& key) {
    check(host_.secret_remove(key), "removing the secret", key);
}

std::unique_ptr<spotify::SecretStore::Lock> HostServices::Secrets::lock(const std::string& key,
                                                                        std::chrono::milliseconds most) {
    auto status = dp::Status::ok;
    auto lock = host_.secret_lock(key, most, status);
    if (status == dp::Status::busy) {
        return nullptr;
    }
    check(status, "locking the secret", key);
    return std::make_unique<HostLock>(std::move(*lock));
}

std::optional<std::string> HostServices::State::get(const std::string& key) {
    std::string found;
    const auto status = host_.state_get(key, [&](std::string_view text) { found = text; });
    if (status == dp::Status::unknown_id) {
        return std::nullopt;
    }
    check(status, "reading the state", key);
    return found;
}

void HostServices::State::put(const std::string& key, const std::string& value) {
    check(host_.state_put(key, value), "storing the state", key);
}

void HostServices::State::remove(const std::string& key) {
    check(host_.state_remove(key), "removing the state", key);
}

} // namespace plugin
