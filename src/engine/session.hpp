// One Spotify account at work: the lock around its machine, and the hands that do what it wants done. Decides
// nothing. Knows threads, clocks and doors; knows nothing of control systems.
#pragma once

#include "account/account.hpp"
#include "account/view.hpp"
#include "api/deadlines.hpp"
#include "auth/sign_in_desk.hpp"
#include "auth/token_keeper.hpp"
#include "base/executor.hpp"
#include "base/outcome.hpp"
#include "base/random.hpp"
#include "base/running_tasks.hpp"
#include "base/secret.hpp"
#include "engine/account_memory.hpp"
#include "net/transaction_log.hpp"
#include "player/pace.hpp"
#include "player/wish.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace spotify {

// Called with the session's lock held, one call at a time and in order: keep the view, hand it on, return.
// Never call the session from inside.
class SessionListener {
public:
    virtual ~SessionListener() = default;
    virtual void on_view(const std::shared_ptr<const View>& view) = 0; // not null
    virtual void on_event(const Event& event) = 0;
};

struct SessionSettings {
    net::Destination api;
    std::string api_path; // "/v1"
    Shared<player::Pace> pace = {};
    std::int64_t requests_per_day = api::usual_requests_per_day; // above 0
    std::function<double()> jitter = spotify::jitter;            // 0 to 1
    std::shared_ptr<AccountMemory> memory = {};                  // null: nothing is kept over a restart

    // A simulator on this machine has its pictures there too; an answer from elsewhere must not lead there.
    api::PictureHosts pictures() const {
        return api.endpoint.is_loopback() ? api::PictureHosts::web_and_loopback : api::PictureHosts::web;
    }
};

// Thread-safe. Owned by a shared_ptr; its tasks on the engine's threads hold it too, so it goes when the last
// one ends.
class Session : public std::enable_shared_from_this<Session> {
public:
    using CommandId = account::CommandId;

    // The executors outlive the session's last task.
    Session(SessionSettings settings, Executors executors, std::shared_ptr<TransactionLog> transport,
            std::shared_ptr<auth::TokenKeeper> keeper, std::shared_ptr<auth::SignInDesk> desk,
            std::shared_ptr<Deadlines> deadlines, api::Governor& governor);

    // Begins to work; called once. Throws std::system_error when no thread is to be had.
    void start();

    // Completes what waits as canceled, cancels what is under way and returns when it has ended: tens of
    // milliseconds. Not from inside a listener, nor from the loop's thread. A renewal of the sign-in goes on; see TokenKeeper.
    void stop();

    // A listener hears the present view at once, and outlives its membership. withdraw() completes the
    // commands that came with it as canceled; after it returns the listener is not called any more.
    void join(SessionListener& listener, Membership membership);
    void withdraw(SessionListener& listener);
    void set_attention(SessionListener& listener, player::Attention attention);
    bool has_listeners() const;

    // A secret of the account was changed by another hand.
    void secrets_changed();

    // The functions below take something of a joined listener; `done` is called exactly once, perhaps before
    // they return, with the lock held like a listener. The limit counts from now.

    CommandId submit(SessionListener& owner, const player::Wish& wish, std::chrono::milliseconds limit,
                     Completion done);
    // Polls the player now, within the rate limit.
    CommandId refresh(SessionListener& owner, std::chrono::milliseconds limit, Completion done);
    // From the volume of now to that one, in steps, over `duration`; for longer than longest_fade it takes
    // that. Another wish for a volume ends it as canceled. The limit counts from its end.
    CommandId fade(SessionListener& owner, std::int64_t percent, std::chrono::milliseconds duration,
                   std::chrono::milliseconds limit, Completion done);
    // The outcome's json is an array of what was found.
    CommandId search(SessionListener& owner, const std::string& query, std::chrono::milliseconds limit,
                     Completion done);

    // Completes a sign-in with what a person pasted; without it, waits for a browser on this machine to bring
    // it. Completes when it is known whether the account can be used. Nothing of what is pasted is kept.
    CommandId sign_in(SessionListener& owner, std::optional<Secret> pasted, std::chrono::milliseconds limit,
                      Completion done);
    // Wipes the account's tokens and what was seen of it.
    CommandId sign_out(SessionListener& owner, std::chrono::milliseconds limit, Completion done);

    // Drops a command that has not been sent, which completes as canceled. False when there is none of that
    // id; true and no effect when it is under way.
    bool cancel(CommandId id);

    // For a support bundle; holds no secret.
    std::vector<Transaction> transactions() const { return transport_->last(); }

private:
    struct Member {
        account::MemberId id;
        SessionListener* listener;
    };
    player::TimePoint clock_now() const { return executors_.loop.now(); }
    // From a task, without the lock.
    void tell(account::Input input);

    // With the lock held:
    account::Moment moment() const;
    void take(account::Input input); // performs what comes of it, and sets the timer for what is due next
    void set_timer();
    account::MemberId id_of(const SessionListener& listener) const;
    template <typename Made>
    CommandId ask(SessionListener& owner, std::chrono::milliseconds limit, Completion done, const Made& made);

    // Of an effect; with the lock held:
    void perform(account::Send send);
    void perform(const account::AbortSends& abort);
    void perform(const account::Renew& renew);
    void perform(account::Redeem redeem);
    void perform(const account::Listen& listen);
    void perform(const account::SignOut& sign_out);
    void perform(const account::StopListening& stop);
    void perform(const account::Warned& warned);
    void perform(const account::Remember& remember);
    void perform(const account::Declare& declare);
    void perform(const account::Publish& publish);
    void perform(const account::Tell& tell);
    void perform(const account::Complete& complete);

    net::Request request_for(account::Send& send, const auth::TokenKeeper::Access& access);
    // Of an exchange; without the lock. Tells the governor and the keeper what the answer proves, before anything
    // else can be sent.
    struct Sent {
        std::uint64_t number = 0;
        account::Ticket ticket;
        api::Service service = api::Service::web_api;
        std::uint64_t generation = 0; // of the access token
    };
    void answered(const Sent& sent, net::Result result);
    void note(const net::Response& response, api::Service service, std::uint64_t generation);

    const SessionSettings settings_;
    const Executors executors_;
    const std::shared_ptr<TransactionLog> transport_;
    const std::shared_ptr<auth::TokenKeeper> keeper_;
    const std::shared_ptr<auth::SignInDesk> desk_;
    const std::shared_ptr<Deadlines> deadlines_;
    api::Governor& governor_; // the engine's
    RunningTasks tasks_;
    std::atomic<bool> is_stopped_ = false; // nothing is sent any more

    mutable std::mutex mutex_;
    account::Account account_;
    std::vector<Member> members_;
    account::MemberId last_member_ = 0;
    CommandId last_command_ = 0;
    std::map<CommandId, Completion> completions_;
    std::uint64_t last_send_ = 0;
    std::map<std::uint64_t, net::Transport::Ticket> sends_; // under way
    std::set<player::TimePoint> timers_;                    // those that are set
};

} // namespace spotify
