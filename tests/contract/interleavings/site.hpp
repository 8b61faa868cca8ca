// One account on one controller, put together and taken apart as the plugin's instance does it.
#pragma once

#include "api/deadlines.hpp"
#include "engine/session.hpp"
#include "faulty_spotify.hpp"
#include "site_stores.hpp"

#include <memory>
#include <string>
#include <vector>

namespace contract {

struct SiteSettings {
    std::string redirect_uri;
    std::int64_t requests_per_day = 0;
};

// Begins as a process does, with what the stores hold. Members go in reverse order.
class Site {
public:
    static constexpr const char* refresh_token_key = "account/a/refresh_token";
    static constexpr const char* client_secret_key = "account/a/client_secret";

    // All outlive this.
    Site(VirtualTime& time, FaultySpotify& spotify, SiteSettings settings);
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    // Null while no device is joined.
    const std::shared_ptr<spotify::Session>& session() const { return session_; }
    // The first to join begins the session.
    void join(spotify::SessionListener& listener, const spotify::Membership& membership);
    // Ends it where nobody is joined any more.
    void stop_if_idle();

    // What the host tells when a secret was changed by another hand.
    void secrets_changed();

    // As at the end of the process and its next start; nobody is joined.
    void restart();

    SiteSecrets& secrets() { return secrets_; }
    SiteState& state() { return state_; }

private:
    struct Process {
        spotify::api::Governor governor;
        std::shared_ptr<spotify::TransactionLog> transport;
        std::shared_ptr<spotify::Deadlines> deadlines;
        std::shared_ptr<spotify::auth::TokenKeeper> keeper;
        std::shared_ptr<spotify::auth::SignInDesk> desk;
    };

    void begin();
    void end();
    Process& process() { return *processes_.back(); }

    VirtualTime& time_;
    FaultySpotify& spotify_;
    const SiteSettings settings_;
    SiteSecrets secrets_;
    SiteState state_;
    spotify::net::Loop loop_;                         // of a browser that never comes
    std::vector<std::unique_ptr<Process>> processes_; // a task of an earlier one may still wait for its turn
    std::shared_ptr<spotify::Session> session_;
};

} // namespace contract
