// The lock of a vault without a thread that waits for it: whoever has it may be on its way through the network, and
// come back to the same storage thread with the answer.
#pragma once

#include "auth/token_vault.hpp"
#include "base/executor.hpp"
#include "base/stores.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <variant>

namespace spotify::auth {

// Null when it could not be had in time; what the store threw otherwise.
using VaultLock = std::variant<std::shared_ptr<SecretStore::Lock>, std::exception_ptr>;

inline std::shared_ptr<SecretStore::Lock> get_or_throw(VaultLock lock) {
    if (const auto* thrown = std::get_if<std::exception_ptr>(&lock)) {
        std::rethrow_exception(*thrown);
    }
    return std::get<0>(std::move(lock));
}

// `then` is called once, on the storage thread, and not from inside. The lock is for release there too. Throws like
// Executor::post().
void with_vault_lock(Executors executors, const std::shared_ptr<TokenVault>& vault,
                     std::chrono::milliseconds most, std::function<void(VaultLock)> then);

} // namespace spotify::auth
