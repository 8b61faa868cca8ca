// The host's stores as a run has them: in memory, with locks that somebody may hold, and a disk that may be full
// for a while.
#pragma once

#include "memory_stores.hpp"

#include <functional>
#include <set>

namespace contract {

// The baton's holder only.
class SiteSecrets final : public MemoryStore<spotify::SecretStore, spotify::Secret> {
public:
    void put(const std::string& key, const spotify::Secret& value) override;
    void remove(const std::string& key) override;
    std::unique_ptr<Lock> lock(const std::string& key, std::chrono::milliseconds most) override;

    void set_full(bool full) { full_ = full; }
    // Told of each change: with the new value, or with nothing where it was removed.
    using Watch = std::function<void(const std::string& key, const std::optional<spotify::Secret>&)>;
    void on_change(Watch watch) { watch_ = std::move(watch); }
    // As another process might: nobody else gets any lock.
    void set_locked_elsewhere(bool locked) { locked_elsewhere_ = locked; }
    bool is_locked(const std::string& key) const { return locked_elsewhere_ || held_.contains(key); }

private:
    void let_go(const std::string& key) { held_.erase(key); }

    std::set<std::string> held_;
    Watch watch_;
    bool full_ = false;
    bool locked_elsewhere_ = false;
};

class SiteState final : public MemoryStore<spotify::StateStore, std::string> {
public:
    std::optional<std::string> get(const std::string& key) override;
    void put(const std::string& key, const std::string& value) override;

    void set_full(bool full) { full_ = full; }
    bool is_full() const { return full_; }

private:
    bool full_ = false;
};

} // namespace contract
