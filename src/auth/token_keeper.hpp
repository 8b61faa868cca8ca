// Keeps one account signed in: turns the stored refresh token into access tokens, one renewal at a time.
// Knows the token endpoint and the stores; knows nothing of players or of who asks.
#pragma once

#include "api/deadlines.hpp"
#include "api/governor.hpp"
#include "auth/failed_renewals.hpp"
#include "auth/sign_in.hpp"
#include "auth/token_answer.hpp"
#include "auth/token_vault.hpp"
#include "auth/vault_lock.hpp"
#include "base/executor.hpp"
#include "base/secret.hpp"
#include "net/transport.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace spotify::auth {

using TimePoint = net::TimePoint;

struct TokenKeeperSettings {
    std::string client_id;
    net::Destination accounts;
    std::string accounts_path; // prefix of /api/token
    std::function<TimePoint()> now = net::Clock::now;
    std::function<double()> jitter = {}; // 0 to 1; empty: at random
};

// Thread-safe. Owned by a shared_ptr, which what it has under way holds too. Lives as long as the instance, longer than
// sessions: a renewal under way is never canceled, because its answer may carry the only good refresh token. It is
// bounded by renewal_limit, and that is what ending an instance may wait for.
class TokenKeeper : public std::enable_shared_from_this<TokenKeeper> {
public:
    static constexpr std::chrono::seconds renewal_limit{10};
    // A valid token may be answered with 401 for seconds (reference 5.4): between two renewals that a 401 forces.
    static constexpr std::chrono::seconds forced_renewal_spacing{30};
    // A token that such a renewal gave is not renewed for another 401 while it is so young: the next would be refused
    // alike.
    static constexpr std::chrono::minutes fresh_token_age{5};

    TokenKeeper(TokenKeeperSettings settings, Executors executors, std::shared_ptr<TokenVault> vault,
                std::shared_ptr<net::Transport> transport, api::Governor& governor,
                std::shared_ptr<Deadlines> deadlines);

    struct Access {
        Secret token;
        std::uint64_t generation = 0; // rises with each renewal
    };
    // A token that may be used at `now`.
    std::optional<Access> access(TimePoint now) const;

    // All that the functions below say, at one moment.
    SignInReading read(TimePoint now) const;

    SignIn sign_in() const;

    // When the consent behind the present token was given and when it ends; nothing while nobody is signed
    // in, or the token has never worked.
    std::optional<ConsentDate> consent() const;

    // Whether a renewal is due; if so it is the caller's to call renew(), and until that has ended no other is
    // given it.
    bool begin_renewal(TimePoint now);
    // When begin_renewal() may say yes next, as far as is known now; nothing while one is under way, or when
    // only a person can help.
    std::optional<TimePoint> next_renewal() const;
    // Begins it, and returns: storage and network do the rest, in renewal_limit and a little. Does not throw. Calls the
    // listener at its end, perhaps from inside.
    void renew(bool is_urgent = false);

    // An answer 401 to the access token of that generation. Where it is not fresh from such a renewal, no renewal
    // has failed since it was due, and the last one that was forced is long enough ago, a renewal is due now
    // and the token is not used until that has ended; it is used again if no other came of it. Otherwise nothing
    // changes: what a 401 that is repeated means is not decided here.
    void rejected(std::uint64_t generation, TimePoint now);

    // A secret of the account was changed, by a new sign-in or by somebody else: what was refused may be good
    // now.
    void secrets_changed(TimePoint now);

    // A person was told that the end of the sign-in is so many days off: it is not due again.
    void warned(int days);
    // Makes that last over a restart, soon. Does not throw.
    void store_warned();

    // Wipes the account's tokens and all that was kept of them, after the renewal under way. `done` gets why it could
    // not be done, or nothing, on the storage thread, in sign_out_limit and a little. Throws like Executor::post().
    static constexpr std::chrono::seconds sign_out_limit{12};
    void sign_out(std::function<void(std::optional<StorageError>)> done);

    // Lets no renewal begin any more. Where none is under way, tries once more to store a token that could
    // not be stored; otherwise finish() does. Blocks on storage only.
    void retire();
    // The same, after it has waited for the renewal under way: up to renewal_limit and a little. The last
    // call.
    void finish();

    // Called after each renewal and each sign-out, from the thread that ran it; replaces the one before. May
    // be empty.
    void on_renewed(std::function<void()> listener);

private:
    struct Attempt; // what a renewal came to
    struct Renewal; // one under way

    std::optional<TimePoint> renewal_due() const; // with the lock held
    // A grant whose new refresh token is not stored yet.
    struct Unstored {
        Secret used;
        TokenGrant grant;
        TimePoint since{};
    };

    // On the storage thread; nothing where an exchange was begun, which goes on with answered().
    std::optional<Attempt> attempt(const std::shared_ptr<Renewal>& renewal);
    std::optional<Attempt> ask(const std::shared_ptr<Renewal>& renewal);
    Attempt answered(const Renewal& renewal, net::Result result);
    Attempt grant_or_refusal(const Renewal& renewal, const net::Response& response);
    // Runs a part of a renewal and ends it with what came of that.
    void run(const std::shared_ptr<Renewal>& renewal, const std::function<std::optional<Attempt>()>& part);
    void end(Renewal& renewal, Attempt result);
    Attempt waiting() const;
    Attempt with_date(Attempt attempt, const Secret& refresh_token);
    static Attempt out_of_resources();
    void finish_one();
    void wipe(); // with the vault's lock held
    Attempt store(const Secret& used, TokenGrant grant, TimePoint since);
    Attempt refused(const Secret& used, const TokenRefused& refusal);
    Attempt refused_for_good(const Secret& used, const std::string& text);
    std::optional<Attempt> adopted(const Secret& refresh_token);
    void apply(Attempt attempt, TimePoint now);
    void store_unstored();
    bool has_usable_token() const { return !access_.token.empty() && !is_doubted_; } // with the lock held

    const TokenKeeperSettings settings_;
    const Executors executors_;
    const std::shared_ptr<TokenVault> vault_;
    const std::shared_ptr<net::Transport> transport_;
    api::Governor& governor_;
    const std::shared_ptr<Deadlines> deadlines_;

    mutable std::mutex mutex_;
    SignIn sign_in_;
    Access access_;                     // its token is empty where there is none
    bool is_doubted_ = false;           // not used until the renewal that a 401 forced has ended
    bool is_of_forced_renewal_ = false; // the token
    TimePoint given_at_{};
    TimePoint expires_at_{};
    TimePoint renew_at_{};
    std::optional<TimePoint> next_attempt_ = TimePoint{}; // empty: only a person can help
    std::optional<ConsentDate> consent_;
    FailedRenewals failed_;
    std::optional<TimePoint> forced_at_; // the last renewal for a 401
    std::uint64_t sign_outs_ = 0;        // a renewal from before one does not count any more
    bool renewing_ = false;
    bool finished_ = false;
    int unfinished_ = 0; // what has begun and finish() waits for: renewals until their listener has returned
    std::condition_variable at_rest_;
    bool again_ = false; // secrets changed while a renewal was under way
    std::function<void()> listener_;

    std::optional<Unstored> unstored_; // guarded by the vault's lock, not by mutex_
};

} // namespace spotify::auth
