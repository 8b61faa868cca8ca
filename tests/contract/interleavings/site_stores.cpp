#include "site_stores.hpp"

#include "virtual_time.hpp"

namespace contract {

namespace {

void refuse_when(bool full) {
    if (full) {
        throw spotify::StorageError("the disk is full");
    }
}

} // namespace

void SiteSecrets::put(const std::string& key, const spotify::Secret& value) {
    refuse_when(full_);
    MemoryStore::put(key, value);
    watch_(key, value);
}

void SiteSecrets::remove(const std::string& key) {
    refuse_when(full_);
    MemoryStore::remove(key);
    watch_(key, std::nullopt);
}

std::unique_ptr<spotify::SecretStore::Lock> SiteSecrets::lock(const std::string& key,
                                                              std::chrono::milliseconds most) {
    struct Held final : Lock {
        Held(SiteSecrets& from, std::string of)
            : store(from)
            , name(std::move(of)) {}
        ~Held() override { store.let_go(name); }
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        SiteSecrets& store;
        const std::string name;
    };
    auto& time = *VirtualTime::present();
    const auto until = time.now() + most;
    while (is_locked(key)) {
        if (time.now() >= until) {
            return nullptr;
        }
        time.wait(std::chrono::milliseconds{10});
    }
    held_.insert(key);
    return std::make_unique<Held>(*this, key);
}

std::optional<std::string> SiteState::get(const std::string& key) {
    refuse_when(full_);
    return MemoryStore::get(key);
}

void SiteState::put(const std::string& key, const std::string& value) {
    refuse_when(full_);
    MemoryStore::put(key, value);
}

} // namespace contract
