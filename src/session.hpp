// One Spotify account: polls what plays, sends commands, and publishes one consistent view of both. Knows the
// Web API, the sign-in and the rules of the player; knows nothing of control systems.
#pragma once

#include "api/decode_playlists.hpp"
#include "api/decode_queue.hpp"
#include "api/refusal.hpp"
#include "auth/sign_in_desk.hpp"
#include "auth/token_keeper.hpp"
#include "deadlines.hpp"
#include "lanes.hpp"
#include "net/error.hpp"
#include "player/list_plan.hpp"
#include "player/pace.hpp"
#include "player/volume_plan.hpp"
#include "player/wish.hpp"
#include "random.hpp"
#include "shared_text.hpp"
#include "status.hpp"
#include "transaction_log.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace spotify {

// Everything a panel may show, as it is to be believed now.
struct View {
    bool is_known = false; // false until the first answer: then what is in `player` means nothing
    player::PlayerState player;
    std::int64_t progress_at_ms = 0; // epoch milliseconds at which player.progress_ms was true
    StatusReport status;
    bool is_stale = false;
    std::optional<std::int64_t> rate_limited_until_ms; // epoch milliseconds
    SharedText sign_in_url;                            // empty while there is none
    std::optional<std::int64_t> sign_in_ends_ms;       // epoch milliseconds
    bool is_signed_out = false; // nobody is signed in: what was kept of the account is to be forgotten

    std::int64_t poll_interval_ms = 0; // how often is looked while nothing happens
    std::int64_t requests_today = 0;   // in the last 24 hours, told once a minute
    std::int64_t requests_per_day = 0; // the budget of that

    // Fetched only while somebody looks; each is empty while it is not known.
    std::optional<std::string> account_name;
    std::optional<std::vector<api::QueueItem>> queue; // what comes next
    std::optional<std::vector<player::Device>> devices;
    std::optional<std::vector<api::Playlist>> playlists;
    std::optional<bool> is_favorite; // of what plays
    bool operator==(const View&) const = default;
};

// What happens and is not a state.
struct TrackChanged {
    player::PlayerState state;
};
struct PlaybackStarted {};
struct PlaybackStopped {};
struct DeviceChanged {
    std::optional<std::string> device_name; // nothing: no device is active any more
};
struct RateLimited {
    std::int64_t until_ms = 0; // epoch milliseconds
};
struct SignInNeeded {
    std::string text; // why
    std::string url;  // of the consent page
};
struct SignInExpiring {
    int days_left = 0;
    std::int64_t ends_at_ms = 0; // epoch milliseconds
};
using Event = std::variant<TrackChanged, PlaybackStarted, PlaybackStopped, DeviceChanged, RateLimited,
                           SignInNeeded, SignInExpiring>;

// Called with the session's lock held, one call at a time and in order: take a copy, hand it on, return.
// Never call the session from inside.
class SessionListener {
public:
    virtual ~SessionListener() = default;
    virtual void on_view(const View& view) = 0;
    virtual void on_event(const Event& event) = 0;
};

struct SessionSettings {
    net::Destination api;
    std::string api_path; // "/v1"
    player::Pace pace = {};
    std::int64_t requests_per_day = api::usual_requests_per_day; // above 0
    std::function<double()> jitter = spotify::jitter;            // 0 to 1

    // A simulator on this machine has its pictures there too; an answer from elsewhere must not lead there.
    api::PictureHosts pictures() const {
        return api.endpoint.is_loopback() ? api::PictureHosts::web_and_loopback : api::PictureHosts::web;
    }
};

// A zone of the account.
struct Membership {
    player::Attention attention = player::Attention::background;
    std::string zone;                // name of its Spotify Connect device; empty: whichever is active
    std::int64_t volume_limit = 100; // percent; nothing here is louder, whoever set it
};

// Thread-safe. Owned by a shared_ptr; its tasks on the engine's workers hold it too, so it goes when the last
// one ends.
class Session : public std::enable_shared_from_this<Session> {
public:
    using CommandId = std::uint64_t;

    // How long a look at the player or a command may take. Stalls of 30 s and more were seen where an answer
    // was never going to come (reference 6.3).
    static constexpr std::chrono::seconds exchange_limit{10};

    // The lanes outlive the session's last task.
    Session(SessionSettings settings, Lanes lanes, std::shared_ptr<TransactionLog> transport,
            std::shared_ptr<auth::TokenKeeper> keeper, std::shared_ptr<auth::SignInDesk> desk,
            std::shared_ptr<Deadlines> deadlines, api::Governor& governor);

    // Begins to work; called once.
    void start();

    // Completes what waits as canceled, cancels what is under way and returns when it has ended: tens of
    // milliseconds. Not from inside a listener. A renewal of the sign-in goes on; see TokenKeeper.
    void stop();

    // A listener hears the present view at once, and outlives its membership. withdraw() completes the
    // commands that came with it as canceled; after it returns the listener is not called any more.
    void join(SessionListener& listener, Membership membership);
    void withdraw(SessionListener& listener);
    void set_attention(SessionListener& listener, player::Attention attention);
    bool has_listeners() const;

    // A secret of the account was changed by somebody else.
    void secrets_changed();

    // The functions below take something of a joined listener; `done` is called exactly once, perhaps before
    // they return, with the lock held like a listener. The limit counts from now.

    CommandId submit(SessionListener& owner, const player::Wish& wish, std::chrono::milliseconds limit,
                     Completion done);
    // Looks at the player now, within the rate limit.
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
    CommandId sign_in(SessionListener& owner, std::optional<auth::Secret> pasted,
                      std::chrono::milliseconds limit, Completion done);
    // Wipes the account's tokens and what was seen of it.
    CommandId sign_out(SessionListener& owner, std::chrono::milliseconds limit, Completion done);

    // Drops a command that has not been sent, which completes as canceled. False when there is none of that
    // id; true and no effect when it is under way.
    bool cancel(CommandId id);

    // For a support bundle; holds no secret.
    std::vector<Transaction> transactions() const { return transport_->last(); }

private:
    struct Member {
        SessionListener* listener;
        Membership membership;
    };
    struct Waiting {
        CommandId id = 0;
        SessionListener* owner = nullptr; // null: the session's own
        player::TimePoint deadline{};
        Completion done = {}; // empty once it was called
        // Of a command:
        player::Command command = player::Play{};
        std::string zone = {};
        player::TimePoint pressed{};
        bool replayed = false;
    };
    // A request of the Web API.
    struct Ask {
        std::string method;
        std::string target; // below api_path
        std::string body = {};
        api::Service service = api::Service::web_api;
        api::Priority priority = api::Priority::command;
    };
    // What came of an exchange, gathered on a worker without the lock.
    struct Answer {
        std::variant<net::Response, net::NetError> result;
        std::uint64_t generation = 0; // of the access token that was used
    };
    // What came of a command: of its last exchange, or why there was none.
    struct Delivery {
        std::optional<Answer> answer = std::nullopt;
        Outcome unsent = {};
        std::optional<std::vector<player::Device>> devices = std::nullopt; // where they were looked up
    };
    // A command that was refused as needless: the next look tells whether it was.
    struct Verification {
        Waiting waiting;
        bool is_playing = false;
        std::string refusal;
    };
    // A command that Spotify took and that reads may not show yet.
    struct Settling {
        player::Command command;
        player::TimePoint at{};
        player::TimePoint until{};
    };
    struct ActiveFade {
        player::Fade fade;
        Waiting waiting;
        player::TimePoint next{};
    };
    // What is asked of the sign-in: done by the desk on a worker, apart from the commands.
    struct Errand {
        Waiting waiting;
        std::shared_ptr<net::Cancel> listening; // ends the wait for a browser; null where there is none
    };

    player::TimePoint clock_now() const { return lanes_.urgent.now(); }

    // All below: with the lock held, unless stated.
    void pump();
    void arm(player::TimePoint now);
    // The moment before which Spotify does not want to hear of this account, if there is one.
    std::optional<player::TimePoint> waits_until(player::TimePoint now) const;
    // Whether a request of that kind may leave now, as far as the governor is concerned; and when, if not.
    bool may_leave(api::Service service, api::Priority priority, player::TimePoint now) const;
    player::TimePoint leaves_at(api::Service service, api::Priority priority, player::TimePoint now) const;
    player::TimePoint next_look_after(player::TimePoint look) const; // by the pace
    void publish(player::TimePoint now);
    View view_now(player::TimePoint now, const auth::SignIn& sign_in);
    std::optional<bool> favorite_shown() const; // of what plays, promises included
    void tell_changes(const std::optional<View>& before);
    void tell(const Event& event);
    player::Attention attention() const;
    const Membership& membership_of(const SessionListener& listener) const;

    void begin_look(const auth::TokenKeeper::Access& access);
    void look(auth::TokenKeeper::Access access); // on a worker, without the lock
    void finish_look(const Answer& answer);
    void look_failed(player::TimePoint now, Trouble trouble, bool lasting, std::chrono::milliseconds wait);
    void look_limited(player::TimePoint now);
    void adopt(const player::PlayerState& state, player::TimePoint at, player::TimePoint now);
    static void complete_all(std::vector<Waiting>& waiting, const Outcome& outcome);
    void settle_verification(const std::optional<bool>& is_playing, const Outcome& otherwise);

    Waiting waiting_for(SessionListener* owner, std::chrono::milliseconds limit, Completion done);
    // Completes it where nothing may be sent now.
    bool is_refused(Waiting& waiting, player::TimePoint now);
    void enqueue(Waiting waiting, player::TimePoint now);
    bool is_settled(player::TimePoint now) const;
    // Of those that wait, the first that may go now; nothing where none may.
    std::optional<std::size_t> next_command(player::TimePoint now) const;
    std::optional<player::TimePoint> next_command_at() const;
    void begin_command(const auth::TokenKeeper::Access& access, std::size_t index);
    // On a worker, without the lock.
    void send(const auth::TokenKeeper::Access& access, const Waiting& waiting,
              const std::optional<player::Device>& active, std::vector<player::Device> devices);
    Delivery deliver(const auth::TokenKeeper::Access& access, const Waiting& waiting,
                     const std::optional<player::Device>& active, std::vector<player::Device> devices);
    void finish_command(Delivery delivery);
    void command_succeeded(Waiting waiting, player::TimePoint now);
    void refuse_waiting(const Outcome& outcome);
    std::optional<Outcome> outcome_without_sending(player::TimePoint now) const;
    Outcome held_back(player::TimePoint now) const; // the same for what the governor has stopped
    Outcome budget_is_spent(player::TimePoint until) const;
    void expire(player::TimePoint now);
    // Makes what is shown out of what is believed and what is promised.
    void reckon(player::TimePoint now);
    static void complete(Waiting& waiting, const Outcome& outcome);

    void step_fade(player::TimePoint now);
    void end_fade(const Outcome& outcome);
    void keep_limit(player::TimePoint now);
    bool is_volume_on_its_way() const;

    void begin_list(const auth::TokenKeeper::Access& access, player::List list);
    void fetch_list(auth::TokenKeeper::Access access, player::List list, std::string target,
                    std::optional<std::string> item); // on a worker
    void finish_list(player::List list, const std::optional<std::string>& item, const Answer& answer);
    void adopt_list(player::List list, const std::optional<std::string>& item, const std::string& body);
    std::string list_target(player::List list) const;
    void finish_search(CommandId id, const Answer& answer);

    CommandId take_errand(SessionListener& owner, std::chrono::milliseconds limit,
                          std::shared_ptr<net::Cancel> listening, Completion done);
    static void complete(Errand& errand, const Outcome& outcome); // and no browser is waited for any more
    void finish_errand(CommandId id, const Outcome& outcome);     // takes the lock
    void finish_sign_in(CommandId id, const Outcome& outcome);    // takes the lock
    void expire_errands(player::TimePoint now);
    void warn_of_end();
    void forget();

    // On a worker: whether a task may go on. Each yes is followed by one leave().
    bool enter();
    void leave(); // with the lock held

    // On a worker, without the lock. Takes a 429 to the governor before anything else can be sent.
    Answer exchange(const auth::TokenKeeper::Access& access, const Ask& ask, player::TimePoint deadline);

    const SessionSettings settings_;
    const Lanes lanes_;
    const std::shared_ptr<TransactionLog> transport_;
    const std::shared_ptr<auth::TokenKeeper> keeper_;
    const std::shared_ptr<auth::SignInDesk> desk_;
    const std::shared_ptr<Deadlines> deadlines_;
    api::Governor& governor_; // the engine's
    net::Cancel cancel_;

    mutable std::mutex mutex_;
    std::condition_variable at_rest_;
    bool running_ = false; // between start and stop, and the stored deadlines are back
    bool ending_ = false;
    int under_way_ =
        0; // tasks that run and that stop() waits for; those that only wait for a worker find ending_
    std::vector<Member> members_;
    std::set<player::TimePoint> timers_; // those that are set

    player::Shown believed_; // what the answers say
    player::Shown shown_;    // the same with the promises of commands
    std::vector<Settling> settling_;
    std::optional<player::Shown> loaded_; // as it was last seen, for track_changed
    bool answered_ = false;               // since the start
    bool current_ = false;                // what is shown was true at the last look, give or take a hiccup
    std::optional<View> published_;
    player::TimePoint published_anchor_{};            // what progress_at_ms was made of
    std::optional<player::TimePoint> published_gate_; // what rate_limited_until_ms was made of

    bool looking_ = false;
    player::TimePoint next_look_{};
    player::TimePoint last_look_{};    // when the last believed answer came
    player::TimePoint waking_until_{}; // a device that was told to play may show as nothing until then
    player::TimePoint change_expected_until_{}; // after next, previous and the like, reads lag as well
    player::Activity activity_;
    double stretch_ = 1; // of the pace, by the budget
    unsigned failures_ = 0;
    std::optional<Trouble> trouble_;

    CommandId last_id_ = 0;
    std::vector<Waiting> commands_;      // that wait, the oldest first
    std::optional<Waiting> in_flight_;   // at most one
    player::TimePoint slider_free_at_{}; // before which no other volume or position is sent
    std::optional<Verification> verification_;
    player::VolumeMemory volume_memory_;
    std::optional<ActiveFade> fade_;
    std::optional<std::string> limit_refused_by_; // device that does not let its volume be lowered
    std::vector<Errand> errands_;
    std::vector<Waiting> refreshes_;  // wait for a look that begins after them
    std::vector<Waiting> looked_for_; // wait for the look that is under way
    std::vector<Waiting> searches_;   // under way

    std::optional<player::TimePoint> requests_told_at_;
    player::ListPlan lists_;
    bool listing_ = false;
    std::optional<std::string> account_name_;
    std::optional<std::vector<api::QueueItem>> queue_;
    std::optional<std::vector<player::Device>> devices_;
    std::optional<std::vector<api::Playlist>> playlists_;
    std::optional<std::pair<std::string, bool>> favorite_; // of this uri
};

} // namespace spotify
