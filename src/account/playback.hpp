// What plays: what the answers say, what commands have promised beside it, and so what is shown.
#pragma once

#include "account/pending.hpp"
#include "player/activity.hpp"
#include "player/command.hpp"
#include "player/pace.hpp"
#include "player/shown.hpp"

#include <optional>
#include <vector>

namespace spotify::account {

// What a command lets a panel show from the moment at which it was given.
struct Promise {
    player::Command command;
    TimePoint given{};
    bool operator==(const Promise&) const = default;
};

class Playback {
public:
    bool is_known() const { return is_known_; } // an answer has come
    const player::Shown& shown() const { return shown_; }
    const player::PlayerState& believed() const { return believed_.state; }
    const player::Activity& activity() const { return activity_; }
    bool has_promises() const { return !kept_.empty(); }
    // Spotify took something that has not shown: what it refuses meanwhile may be of before that.
    bool is_unsettled() const;

    struct Taken {
        bool is_believed = true;     // false: held back, see below
        std::vector<Pending> unkept; // what was taken and has not shown in its time
    };
    // An answer. A device that wakes shows as nothing for a second or more (reference 3.2): that is held back.
    // `has_command` says that a command is on its way.
    Taken take_in(player::Shown seen, bool has_command, TimePoint now);

    // Spotify took a command; it is expected to show by `now` and player::settling_time.
    void promise(const Pending& taken, TimePoint now);
    // Another wish was given: of those that it makes pointless nothing is expected any more.
    void overtake(const player::Command& newer);

    // Makes what is shown out of what is believed and what is promised, by commands that are under way or wait
    // as well: in their order.
    void reckon(const std::vector<Promise>& pending, TimePoint now);

    // By when the player is to be polled again so that a promise is seen to hold, or a skip to show.
    std::optional<TimePoint> next_check(const player::Pace& pace, TimePoint now) const;

    bool operator==(const Playback&) const = default;

private:
    struct Kept {
        Pending taken;
        player::Shown before; // what was believed then
        TimePoint taken_at{};
        TimePoint until{};
        // What has shown once is kept: a change after that is another hand, and is not fought.
        bool has_shown = false;
        bool is_awaited = true; // as far as the last answer tells, and anything waits for it
        bool is_overtaken = false;
        bool operator==(const Kept&) const = default;
    };
    void compare(Kept& kept) const; // with what is believed now
    // Where it went to, as far as it is not the one that plays; empty: that one.
    std::string device_of(const Pending& taken) const;

    player::Shown believed_;
    player::Shown shown_;
    std::vector<Kept> kept_;
    bool is_known_ = false;
    player::Activity activity_;
    TimePoint waking_until_{};          // a device that was told to play may show as nothing until then
    TimePoint change_expected_until_{}; // after next, previous and the like, reads lag as well
};

} // namespace spotify::account
