// What is shown: one view, published where it differs from the one before, and the events that tell the difference.
#pragma once

#include "account/moment.hpp"
#include "account/turn.hpp"
#include "account/view.hpp"
#include "player/shown.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace spotify::account {

class Lists;
class Playback;

// Of which a view is made.
struct Sources {
    const Moment& moment;
    const Playback& playback;
    const Lists& lists;
    std::optional<Trouble> trouble;
    std::vector<UnknownZone> unknown_zones;
    std::optional<bool> is_favorite; // promises included
    std::chrono::milliseconds poll_interval{0};
};

class Publisher {
public:
    // Publishes what differs, to every member.
    void advance(const Sources& sources, Turn& turn);
    // Shows a new member what is published.
    void show(MemberId member, Turn& turn) const;

    // With each answer: how many requests there were.
    void count_requests(const Moment& moment);

    // What is shown was true at the last poll, give or take a hiccup.
    bool is_current() const { return is_current_; }
    void answered() { is_current_ = true; }
    void forget();
    bool operator==(const Publisher&) const = default;

private:
    View view_of(const Sources& sources);
    StatusReport status_of(const Sources& sources, const View& view, bool is_budget_spent);
    void tell_changes(const std::shared_ptr<const View>& before, const player::Shown& shown, Turn& turn);

    bool is_current_ = false;
    std::shared_ptr<const View> published_;   // null before the first
    TimePoint published_anchor_{};            // what progress_at_ms was made of
    std::optional<TimePoint> published_gate_; // what rate_limited_until_ms was made of
    std::int64_t gate_since_ms_ = 0;          // and when: epoch milliseconds
    std::int64_t requests_today_ = 0;
    std::optional<TimePoint> requests_told_at_;
    std::optional<player::Shown> loaded_; // as it was last seen, for track_changed
};

} // namespace spotify::account
