#include "auth/vault_lock.hpp"

#include <utility>

namespace spotify::auth {

namespace {

constexpr std::chrono::milliseconds retry_pause{20};

} // namespace

void with_vault_lock(Executors executors, const std::shared_ptr<TokenVault>& vault,
                     std::chrono::milliseconds most, std::function<void(VaultLock)> then) {
    executors.storage.post([executors, vault, most, then = std::move(then)] {
        VaultLock lock;
        try {
            lock = std::shared_ptr<SecretStore::Lock>(vault->lock(std::chrono::milliseconds{0}));
        } catch (...) { // told by `then`
            lock = std::current_exception();
        }
        const auto* held = std::get_if<std::shared_ptr<SecretStore::Lock>>(&lock);
        if (held != nullptr && *held == nullptr && most > retry_pause) {
            executors.loop.post_at(executors.loop.now() + retry_pause, [executors, vault, most, then] {
                with_vault_lock(executors, vault, most - retry_pause, then);
            });
            return;
        }
        then(std::move(lock));
    });
}

} // namespace spotify::auth
