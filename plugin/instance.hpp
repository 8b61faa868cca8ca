// One instance of the plugin: what its devices share. Devices of one account share a session and its sign-in.
#pragma once

#include "config.hpp"
#include "engine/engine.hpp"
#include "engine/session.hpp"
#include "host_services.hpp"
#include "left_running.hpp"
#include "library_pin.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace plugin {

// Thread-safe.
class Instance {
public:
    explicit Instance(const dp_host& host);
    // Ends the sign-in renewals under way, then the engine where this was its last instance. All drivers are
    // gone before.
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    HostServices& services() { return services_; }
    spotify::Engine& engine() { return *engine_; }

    // The session of the config's account with `listener` in it. Throws ConfigError when another device of
    // the account was configured otherwise.
    std::shared_ptr<spotify::Session> join(const AccountConfig& config, spotify::SessionListener& listener,
                                           const spotify::Membership& membership);
    // Takes the listener out; the last one to leave ends the session.
    void leave(const AccountConfig& config, spotify::SessionListener& listener);

    // [any] A secret was changed by somebody else.
    void secret_changed(std::string_view key);

private:
    // Waits for the renewals under way, whose answers may be the only ones, 15 s at most. No driver is started, but for
    // a process that exits: then one may be starting on another thread, and is refused.
    void finish();

    struct Account {
        AccountConfig config;
        std::shared_ptr<spotify::TransactionLog> transport;
        std::shared_ptr<spotify::Deadlines> deadlines;
        std::shared_ptr<spotify::auth::TokenKeeper>
            keeper; // stays when the last device stops: its access token is good yet
        std::shared_ptr<spotify::auth::SignInDesk> desk; // likewise
        std::shared_ptr<spotify::Session> session;       // while a device is started
    };

    const LibraryPin pin_; // first: the code stays as long as a thread may run it
    HostServices services_;
    std::shared_ptr<spotify::Engine> engine_;
    std::mutex sessions_; // held while a session begins or ends, so that two devices do not cross; before
                          // accounts_mutex_
    std::mutex accounts_mutex_;
    std::map<std::string, Account, std::less<>> accounts_;
    std::map<std::string, std::shared_ptr<spotify::Deadlines>> deadlines_; // by what they are counted under
    struct Retired { // replaced by a new config; ended with the instance
        std::shared_ptr<spotify::auth::TokenKeeper> keeper;
        std::shared_ptr<spotify::auth::SignInDesk> desk;
    };
    std::vector<Retired> retired_;
    bool is_ending_ = false; // guarded by accounts_mutex_

    // A store that hangs for longer is the host's, and so is what comes of it.
    static constexpr std::chrono::seconds longest_draining{15};
    // A canceled exchange ends at once; who takes longer is held up by the host, which is on its way out.
    static constexpr std::chrono::milliseconds longest_settling{1000};

    // Last: gone before anything that it would end. What stop() canceled comes to its end on the loop, inside OpenSSL.
    LeftRunning left_running_{[this] { finish(); }, [this] { engine_->settle(longest_settling); }};
};

} // namespace plugin
