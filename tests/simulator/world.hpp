// Everything the simulator knows, in one place: apps, accounts with their players, tokens, limits, settings,
// log. One thread uses it. It knows no sockets and no clock.
#pragma once

#include "authorization_codes.hpp"
#include "catalog.hpp"
#include "consents.hpp"
#include "playback.hpp"
#include "request_log.hpp"
#include "settings.hpp"
#include "tokens.hpp"
#include "weather.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sim {

// An app registered on the dashboard.
struct App {
    std::string client_id;
    std::optional<std::string> client_secret; // without one it is a public client
    bool owner_premium = true;
    std::string name; // shown when consent is asked for; empty: the client id
    // What reference 2.5 admits, one with a port and one without; see redirect_uri for how they are compared.
    std::vector<std::string> redirect_uris{"http://127.0.0.1:8888/callback", "http://127.0.0.1/callback"};
};

// What may be missing from an answer of the token endpoint that is right otherwise.
enum class TokenField { access_token, expires_in, refresh_token };

struct Account {
    std::string name;
    std::string client_id;
    std::string scopes;
    bool premium = true;
    bool allow_listed = true; // on the app's list of users
    Rotation rotation = Rotation::omitted;
    std::optional<std::int64_t> expires_in; // seconds; default one hour
    std::optional<TokenField> dropped;
    Playback playback;
    std::set<std::string> saved{"spotify:track:1TheFerrymansLedger002"}; // URIs in the library
    std::size_t more_playlists = 0; // how many of the catalogue's numbered ones are the account's too
    std::optional<Millis> last_command_at{}; // that was taken, with or without effect
    WakingDevices waking_devices{};
};

struct NewAccount {
    std::string name;
    std::string client_id;
    std::optional<std::string> client_secret;
    bool premium = true;
    bool owner_premium = true;
    bool allow_listed = true;
    // What the driver asks for on its consent page.
    std::string scopes =
        "user-read-playback-state user-read-currently-playing user-modify-playback-state "
        "playlist-read-private playlist-read-collaborative user-library-read user-library-modify";
};

class World {
public:
    // Begins with the account "demo" of the app "demo-client".
    World(std::uint64_t seed, Millis now);

    Catalog catalog;
    Settings settings;
    Weather weather;
    Tokens tokens;
    AuthorizationCodes codes;
    Consents consents;
    std::map<std::string, std::string> sessions; // account by the cookie of a browser that signed in
    RateLimit rate_limit;
    Announcements announcements;
    RequestLog log;
    Random random;
    std::map<std::string, App> apps; // by client id
    Millis started_at = 0;
    std::int64_t connections = 0;
    std::int64_t handshakes_failed = 0;
    std::int64_t early_requests = 0; // inside a Retry-After that was announced

    // Adds the account and its app where missing. The name must be free.
    Account& add_account(const NewAccount& wanted, Millis now);
    Account* find_account(const std::string& name);
    std::vector<std::string> account_names() const;
    // Registers it when it is new.
    App& app_named(const std::string& client_id);
    App& app_of(const Account& account) { return apps.at(account.client_id); }
    void apply_timing();
    // What Spotify's own clocks show, the weather's step included. Everything that is dated or ends at a date
    // goes by it; delays, windows and limits do not.
    Millis wall_clock(Millis now) const { return now + weather.clock_offset; }
    // Settings, weather, and how the accounts' token answers depart from the usual are as at the start again;
    // apps, accounts, players and tokens stay as they are.
    void reset_switches();

private:
    std::map<std::string, std::unique_ptr<Account>> accounts_;
};

} // namespace sim
