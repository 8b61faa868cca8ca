// Where a person signs in: hands out the link to Spotify's consent page and redeems what comes back, pasted
// or by the loopback listener. Knows the token endpoint and the vault; knows nothing of players and panels.
#pragma once

#include "api/deadlines.hpp"
#include "api/governor.hpp"
#include "auth/consent_return.hpp"
#include "auth/loopback_listener.hpp"
#include "auth/redirect_uri.hpp"
#include "auth/token_answer.hpp"
#include "auth/token_keeper.hpp"
#include "auth/token_vault.hpp"
#include "base/outcome.hpp"
#include "base/running_tasks.hpp"
#include "base/shared_text.hpp"
#include "net/transport.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace spotify::auth {

struct SignInDeskSettings {
    std::string client_id;
    net::Destination accounts;
    std::string accounts_path; // prefix of /authorize and /api/token
    RedirectUri redirect_uri;
};

// Thread-safe. Lives as long as the instance, like the keeper: what was redeemed is stored, whoever has
// stopped meanwhile. One thread, and only while it listens: finish() ends and joins it, as does the next
// listen(); both wait for a redemption it may be in, which finish() cuts off.
class SignInDesk {
public:
    static constexpr std::chrono::seconds redeem_limit{10};

    SignInDesk(SignInDeskSettings settings, std::shared_ptr<TokenVault> vault,
               std::shared_ptr<TokenKeeper> keeper, std::shared_ptr<net::Transport> transport,
               api::Governor& governor, std::shared_ptr<Deadlines> deadlines);
    ~SignInDesk();

    // The link to the consent page; empty before prepare(). Contains no secret: the state in it is worth
    // nothing without the verifier or the client secret, which stay here.
    SharedText url() const;

    // Makes a link where there is none, or another where the app has got or lost its secret. Blocks on
    // storage; does not throw.
    void prepare();

    // What a person pasted. Each link can be redeemed once, with the state it was made with, which is
    // compared in constant time. Blocks on network and storage: redeem_limit, and as long as a renewal under
    // way. Does not throw. A refusal says what to do; after passing trouble the same text may be tried again.
    Outcome redeem(const Secret& pasted);

    // Waits on the loopback redirect URI for a browser on this machine and redeems what it brings; `done` is
    // called exactly once, from another thread or from inside. `stop` ends it from any thread, as does the
    // next wait: then it completes as canceled. Blocks for as long as an earlier one takes to end.
    void listen(TimePoint deadline, std::shared_ptr<net::Cancel> stop, Completion done);

    // Wipes the account's tokens; see TokenKeeper::sign_out(). Does not throw.
    Outcome sign_out();

    // See TokenKeeper::store_warned(): here so that finish() waits for it.
    void store_warned();

    // Called after the link has changed, without a lock; replaces the one before. May be empty.
    void on_changed(std::function<void()> listener);

    // Refuses what comes from now on, cuts off what is under way on the network and waits for what is being
    // stored. The last call.
    void finish();

private:
    struct Consent { // one link
        Secret state;
        std::optional<Secret> verifier; // none for an app with a secret
        RedirectUri redirect_uri;
    };

    Outcome redeem(const std::variant<ConsentReturn, NotAReturn>& returned);
    Outcome exchange(const Consent& consent, const Secret& code, bool& again);
    Outcome store(TokenGrant grant, TimePoint since);
    Outcome refused(const Consent& consent, const TokenRefused& refusal) const;
    std::optional<Consent> take(const std::optional<Secret>& state);
    void offer(const RedirectUri& redirect_uri, bool only_if_none);
    LoopbackListener::Reply answer(const std::string& query, Outcome& outcome);
    void stop_listening();
    void changed();

    const SignInDeskSettings settings_;
    const std::shared_ptr<TokenVault> vault_;
    const std::shared_ptr<TokenKeeper> keeper_;
    const std::shared_ptr<net::Transport> transport_;
    api::Governor& governor_;
    const std::shared_ptr<Deadlines> deadlines_;
    net::Cancel cancel_;
    RunningTasks tasks_; // all that finish() waits for, but for the listening thread

    mutable std::mutex mutex_;
    // The newest last: its link is shown. Earlier ones stay good, for the person who has opened one already.
    std::vector<Consent> consents_;
    SharedText url_;
    std::function<void()> listener_;

    std::mutex listening_mutex_; // held while a wait begins or is joined; before mutex_
    std::thread listening_;
    std::shared_ptr<net::Cancel> stop_; // of the wait under way; guarded by mutex_
};

} // namespace spotify::auth
