// The driver's vault over the host's real stores, as a process finds them at its start.
#pragma once

#include "auth/token_vault.hpp"
#include "host/file_store.hpp"
#include "host/services.hpp"
#include "host_services.hpp"

#include <memory>
#include <string>

namespace contract {

class VaultOver {
public:
    explicit VaultOver(const std::string& state)
        : services_{"spotify", "0", std::make_shared<host::FileStore>(state, "secrets", "spotify"),
                    std::make_shared<host::FileStore>(state, "state", "spotify"),
                    [](const host::LogRecord&) {}}
        , doors_{services_.table()}
        , vault_{"a", "client", doors_.secrets(), doors_.state()} {}

    spotify::auth::TokenVault& vault() { return vault_; }
    // So that the next renewal has to ask.
    void forget_access() { services_.secrets().remove("account/a/access_token"); }

private:
    host::Services services_;
    plugin::HostServices doors_;
    spotify::auth::TokenVault vault_;
};

} // namespace contract
