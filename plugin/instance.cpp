#include "instance.hpp"

#include "base/no_broken_pipe.hpp"

namespace plugin {

using spotify::Session;

Instance::Instance(const dp_host& host)
    : services_(host)
    , engine_(spotify::Engine::acquire()) {}

void Instance::finish() {
    std::vector<Retired> all;
    std::vector<std::shared_ptr<spotify::Deadlines>> deadlines;
    {
        const std::lock_guard lock(accounts_mutex_);
        is_ending_ = true;
        all = retired_;
        for (const auto& [name, account] : accounts_) {
            all.push_back({account.keeper, account.desk});
        }
        for (const auto& [name, one] : deadlines_) {
            deadlines.push_back(one);
        }
    }
    for (auto& [keeper, desk] : all) {
        if (desk != nullptr) {
            desk->finish();
        }
        if (keeper != nullptr) {
            keeper->finish();
        }
    }
    engine_->drain_storage(longest_draining);
    for (auto& one : deadlines) {
        one->finish(spotify::net::Clock::now());
    }
}

Instance::~Instance() {
    finish();
    // Connections close on this thread, the host's, and the peer may be gone: the farewell must not end the
    // host.
    const spotify::NoBrokenPipe guard;
    engine_.reset();
}

std::shared_ptr<Session> Instance::join(const AccountConfig& config, spotify::SessionListener& listener,
                                        const spotify::Membership& membership) {
    const std::lock_guard exclusive(sessions_);
    std::shared_ptr<Session> session;
    bool begins = false;
    {
        const std::lock_guard lock(accounts_mutex_);
        if (is_ending_) {
            throw ConfigError("the process ends");
        }
        Account account =
            accounts_[config.account]; // put back whole: what fails below leaves nothing half-made
        if (account.session != nullptr && !(account.config == config)) {
            throw ConfigError("config: another device of account " + config.account + " has another " +
                              differing_keys(account.config, config) +
                              "; devices that share an account must agree");
        }
        auto& governor = engine_->governor(config.counted_under());
        if (account.keeper == nullptr || !(account.config == config)) {
            if (account.keeper != nullptr) {
                account.keeper->retire();
                // Its renewal may still be under way; waiting for it is not for now.
                retired_.push_back({account.keeper, account.desk});
            }
            account.config = config;
            auto deadlines = deadlines_.find(config.counted_under());
            if (deadlines == deadlines_.end()) {
                auto made = std::make_shared<spotify::Deadlines>(
                    services_.state(), engine_->executors().storage, governor, config.counted_under());
                deadlines = deadlines_.emplace(config.counted_under(), std::move(made)).first;
            }
            account.deadlines = deadlines->second;
            account.transport = std::make_shared<spotify::TransactionLog>(engine_->transport());
            const auto vault = std::make_shared<spotify::auth::TokenVault>(
                config.account, config.client_id, services_.secrets(), services_.state());
            account.keeper = std::make_shared<spotify::auth::TokenKeeper>(
                spotify::auth::TokenKeeperSettings{config.client_id, config.accounts, config.accounts_path},
                engine_->executors(), vault, account.transport, governor, account.deadlines);
            account.desk = std::make_shared<spotify::auth::SignInDesk>(
                spotify::auth::SignInDeskSettings{config.client_id, config.accounts, config.accounts_path,
                                                  config.redirect_uri},
                engine_->executors(), engine_->loop(), vault, account.keeper, account.transport, governor,
                account.deadlines);
        }
        if (account.session == nullptr) {
            spotify::SessionSettings settings{config.api, config.api_path, config.pace,
                                              config.requests_per_day};
            settings.memory = std::make_shared<spotify::AccountMemory>(services_.state(), config.account);
            account.session =
                std::make_shared<Session>(settings, engine_->executors(), account.transport, account.keeper,
                                          account.desk, account.deadlines, governor);
            begins = true;
        }
        session = account.session;
        accounts_[config.account] = std::move(account);
    }
    session->join(listener, membership);
    if (begins) {
        session->start();
    }
    return session;
}

void Instance::leave(const AccountConfig& config, spotify::SessionListener& listener) {
    const std::lock_guard exclusive(sessions_);
    std::shared_ptr<Session> session;
    {
        const std::lock_guard lock(accounts_mutex_);
        session = accounts_[config.account].session;
    }
    if (session == nullptr) {
        return;
    }
    session->withdraw(listener);
    if (!session->has_listeners()) {
        session->stop();
        const std::lock_guard lock(accounts_mutex_);
        accounts_[config.account].session.reset();
    }
}

void Instance::secret_changed(std::string_view key) {
    constexpr std::string_view prefix = "account/";
    if (!key.starts_with(prefix)) {
        return;
    }
    const auto name = key.substr(prefix.size(), key.find('/', prefix.size()) - prefix.size());
    std::shared_ptr<spotify::auth::TokenKeeper> keeper;
    std::shared_ptr<Session> session;
    {
        const std::lock_guard lock(accounts_mutex_);
        const auto found = accounts_.find(name);
        if (found == accounts_.end()) {
            return;
        }
        keeper = found->second.keeper;
        session = found->second.session;
    }
    if (keeper == nullptr) {
        return;
    }
    if (session != nullptr) {
        session->secrets_changed();
    } else {
        keeper->secrets_changed(spotify::net::Clock::now());
    }
}

} // namespace plugin
