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
#include "auth/vault_lock.hpp"
#include "base/executor.hpp"
#include "base/outcome.hpp"
#include "base/running_tasks.hpp"
#include "base/shared_text.hpp"
#include "net/loop.hpp"
#include "net/transport.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace spotify::auth {

struct SignInDeskSettings {
    std::string client_id;
    net::Destination accounts;
    std::string accounts_path; // prefix of /authorize and /api/token
    RedirectUri redirect_uri;
};

// Thread-safe. Owned by a shared_ptr, which what it has under way holds too. Lives as long as the instance, like the
// keeper: what was redeemed is stored, whoever has stopped meanwhile. A code can be redeemed once, so the exchange
// for it is never aborted; it is bounded by redeem_limit, and that is what ending an instance may wait for.
class SignInDesk : public std::enable_shared_from_this<SignInDesk> {
public:
    static constexpr std::chrono::seconds redeem_limit{10};

    SignInDesk(SignInDeskSettings settings, Executors executors, net::Loop& loop,
               std::shared_ptr<TokenVault> vault, std::shared_ptr<TokenKeeper> keeper,
               std::shared_ptr<net::Transport> transport, api::Governor& governor,
               std::shared_ptr<Deadlines> deadlines);
    ~SignInDesk();

    // The link to the consent page; empty before prepare(). Contains no secret: the state in it is worth
    // nothing without the verifier or the client secret, which stay here.
    SharedText url() const;

    // Makes a link where there is none, or another where the app has got or lost its secret. Blocks on
    // storage; does not throw.
    void prepare();

    // What a person pasted. Each link can be redeemed once, with the state it was made with, which is
    // compared in constant time. `done` is called exactly once, from the storage thread or from inside: storage and
    // network take redeem_limit, and as long as a renewal under way. Does not throw. A refusal says what to do; after
    // passing trouble the same text may be tried again.
    void redeem(const Secret& pasted, Completion done);

    // Waits on the loopback redirect URI for a browser on this machine and redeems what it brings; `done` is
    // called exactly once, from the loop's or the storage thread or from inside. The next wait ends it, as does
    // stop_listening() with the same id: then it completes as canceled, and what is being redeemed goes on. Does not
    // throw.
    void listen(std::uint64_t id, TimePoint deadline, Completion done);
    // No effect for an id that is not waited for.
    void stop_listening(std::uint64_t id);

    // Wipes the account's tokens; see TokenKeeper::sign_out(). `done` as for redeem(). Does not throw.
    void sign_out(Completion done);

    // Called after the link has changed, without a lock; replaces the one before. May be empty.
    void on_changed(std::function<void()> listener);

    // Refuses what comes from now on, ends the wait for a browser and waits for what is being redeemed and stored.
    // The last call; not from a thread of the engine's.
    void finish();

private:
    struct Consent { // one link
        Secret state;
        std::optional<Secret> verifier; // none for an app with a secret
        RedirectUri redirect_uri;
    };

    struct Redemption; // one under way
    struct Listening;  // for a browser

    using Running = std::shared_ptr<const RunningTasks::Running>; // finish() waits while one lives
    Running begin();                                              // null after finish()

    void redeem(const std::variant<ConsentReturn, NotAReturn>& returned, Completion done);
    // On the storage thread:
    void run(const std::shared_ptr<Redemption>& redemption,
             const std::function<std::optional<Outcome>()>& part);
    std::optional<Outcome> ask(const std::shared_ptr<Redemption>& redemption);
    std::optional<Outcome> answered(const std::shared_ptr<Redemption>& redemption, net::Result result);
    Outcome store(const Redemption& redemption);
    void end(Redemption& redemption, const Outcome& outcome);
    Outcome waits(Redemption& redemption) const;
    Outcome refused(const Consent& consent, const TokenRefused& refusal) const;
    std::optional<Consent> take(const std::optional<Secret>& state);
    void offer(const RedirectUri& redirect_uri, bool only_if_none);
    void open(const std::shared_ptr<Listening>& listening);
    // On the loop's thread:
    void begin_listening(const std::shared_ptr<Listening>& listening);
    void answer(const std::shared_ptr<Listening>& listening, LoopbackListener::Visit visit,
                const std::string& query);
    void end_listening(const Outcome& outcome);
    void give_up(Listening& listening, const Outcome& outcome); // or on any, before the loop has it
    void changed();

    const SignInDeskSettings settings_;
    const Executors executors_;
    net::Loop& loop_;
    const std::shared_ptr<TokenVault> vault_;
    const std::shared_ptr<TokenKeeper> keeper_;
    const std::shared_ptr<net::Transport> transport_;
    api::Governor& governor_;
    const std::shared_ptr<Deadlines> deadlines_;
    RunningTasks tasks_; // all that finish() waits for

    mutable std::mutex mutex_;
    // The newest last: its link is shown. Earlier ones stay good, for the person who has opened one already.
    std::vector<Consent> consents_;
    SharedText url_;
    std::function<void()> listener_;
    std::set<std::uint64_t> awaited_; // waits for a browser that are not stopped

    std::shared_ptr<Listening> listening_; // the loop's
};

} // namespace spotify::auth
