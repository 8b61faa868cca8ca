// One Spotify account as a machine: values in, effects out. Knows the Web API's requests and answers and the rules
// of the player; knows no clock, lock, thread, socket or file, and nothing of control systems.
//
// Each part of it knows one concern and no other part; the account alone routes between them. In each turn the
// input is taken in first, then every part in turn does all that is due. Before due() a turn with MomentChanged
// changes nothing and has no effect; at due() something is done or due() moves.
#pragma once

#include "account/commands.hpp"
#include "account/effects.hpp"
#include "account/findings.hpp"
#include "account/inputs.hpp"
#include "account/lists.hpp"
#include "account/members.hpp"
#include "account/moment.hpp"
#include "account/playback.hpp"
#include "account/polls.hpp"
#include "account/publisher.hpp"
#include "account/searches.hpp"
#include "account/sign_in_errands.hpp"
#include "account/volume.hpp"
#include "account/waiting_wishes.hpp"
#include "api/picture_hosts.hpp"
#include "player/pace.hpp"

#include <cstdint>
#include <optional>

namespace spotify::account {

struct Settings {
    Shared<player::Pace> pace = {};                              // nothing: the usual one
    std::int64_t requests_per_day = api::usual_requests_per_day; // above 0
    api::PictureHosts pictures = api::PictureHosts::web;
    bool operator==(const Settings&) const = default;
};

// A value: a copy goes its own way. One thread at a time.
class Account {
public:
    explicit Account(const Settings& settings);

    Effects take(Input input, const Moment& moment);

    // When to take MomentChanged at the latest, as far as the moment of the last turn tells; nothing: not before
    // something else comes.
    std::optional<TimePoint> due() const { return due_; }

    // Whether that is asked for and not complete.
    bool is_pending(CommandId id) const;
    bool operator==(const Account&) const = default;

private:
    enum class Phase { joining, running, stopped };

    void on(const Started& input, Turn& turn);
    void on(const Stopped& input, Turn& turn);
    void on(const Remembered& input, Turn& turn);
    void on(const Joined& input, Turn& turn);
    void on(const Withdrawn& input, Turn& turn);
    void on(const AttentionChanged& input, Turn& turn);
    void on(CommandAsked& input, Turn& turn);
    void on(RefreshAsked& input, Turn& turn);
    void on(FadeAsked& input, Turn& turn);
    void on(SearchAsked& input, Turn& turn);
    void on(SignInAsked& input, Turn& turn);
    void on(SignOutAsked& input, Turn& turn);
    void on(const TakenBack& input, Turn& turn);
    void on(Answered& input, Turn& turn);
    void on(const Renewed& input, Turn& turn);
    void on(const SignInEnded& input, Turn& turn);
    void on(const SignOutEnded& input, Turn& turn);
    void on(const MomentChanged& input, Turn& turn);

    void advance(Turn& turn);
    std::optional<TimePoint> next_due(const Moment& moment) const; // as this moment tells
    void begin_requests(Turn& turn);
    void end(const Ending& ending, Turn& turn);
    bool is_refused(Asked& asked, Turn& turn) const; // completes it where nothing may be sent now
    bool must_wait(TimePoint now) const;             // a wish that is decided by what is shown
    void wait_for_poll(WaitingWishes::Wish wish, Turn& turn);
    void decide(CommandAsked& input, Turn& turn);
    void decide(FadeAsked& input, Turn& turn);
    void decide_waiting(Turn& turn);
    void add(Pending pending, Turn& turn);
    void reckon(TimePoint now);
    void forget(Turn& turn);

    void polled(const Answer& answer, Turn& turn);
    void doubted(const Doubt& doubt, Turn& turn);
    void no_state_came(const Outcome& outcome, Turn& turn);
    void came(const player::Shown& seen, Turn& turn);
    void command_ended(const CommandEnded& ended, Turn& turn);
    void not_kept(Pending pending, Turn& turn);

    Evidence evidence(const Moment& moment) const;
    void undone(const Pending& pending, const Outcome& outcome, Turn& turn);
    std::optional<bool> favorite_shown() const; // of what plays, promises included
    std::chrono::milliseconds usual_interval(double stretch) const;
    TimePoint next_poll_after(TimePoint poll) const; // by the pace

    Settings settings_;
    Phase phase_ = Phase::joining;
    std::optional<TimePoint> due_;
    Members members_;
    Playback playback_;
    Findings findings_;
    Polls polls_;
    WaitingWishes waiting_wishes_;
    Commands commands_;
    Lists lists_;
    Searches searches_;
    Volume volume_;
    SignInErrands errands_;
    Publisher publisher_;
};

} // namespace spotify::account
