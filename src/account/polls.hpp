// When the player is polled, and what is under way. Knows no answer's content.
#pragma once

#include "account/asked.hpp"
#include "account/turn.hpp"
#include "player/pace.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace spotify::account {

class Polls {
public:
    // Completed by a poll that begins after this.
    void ask(const Asked& asked, TimePoint now);
    bool has_asked() const { return !waiting_.empty(); }
    bool contains(CommandId id) const { return waiting_.contains(id) || polled_for_.contains(id); }
    void end(const Ending& ending, Turn& turn);

    void next_at(TimePoint at) { next_at_ = at; }
    void no_later_than(TimePoint at) { next_at_ = std::min(next_at_, at); }

    // What the governor is to reckon with.
    void declare(const api::Demand& demand, Turn& turn);

    // Completes those that wait, where nothing may be sent for them.
    void refuse(const Outcome& outcome, Turn& turn) { waiting_.complete(outcome, turn); }
    // Begins one that is due; whether it does.
    bool advance(const player::Pace& pace, bool is_urgent, Turn& turn);
    std::optional<TimePoint> due(const Moment& moment) const;

    // What came of the poll that was under way.
    void ended() { is_under_way_ = false; }
    void withheld(TimePoint now) { next_at_ = now; } // as soon as the gate opens
    // Asked again after `wait`; those for whom it was wait on.
    void again(TimePoint now, std::chrono::milliseconds wait);
    void succeeded(const Moment& moment);
    // Those for whom it was.
    void complete(const Outcome& outcome, Turn& turn) { polled_for_.complete(outcome, turn); }

    TimePoint last_at() const { return last_at_; } // when the last answer that was believed came
    // Of the pace, by the budget as it was then: 1 or more.
    double stretch() const { return stretch_; }
    bool operator==(const Polls&) const = default;

private:
    bool is_under_way_ = false;
    TimePoint next_at_{};
    TimePoint last_at_{};
    Waiters waiting_;    // for a poll that begins after them
    Waiters polled_for_; // for the one that is under way
    double stretch_ = 1;
    std::optional<api::Demand> declared_;
};

} // namespace spotify::account
