#include "account/playback.hpp"

#include "account/earliest.hpp"

#include <utility>
#include <variant>

namespace spotify::account {

namespace {

template <typename Kind>
bool is(const player::Command& command) {
    return std::holds_alternative<Kind>(command);
}

// Reads show what these come to later, and until then nothing says that they were done.
bool changes_item(const player::Command& command) {
    return is<player::Next>(command) || is<player::Previous>(command) || is<player::PlayUri>(command) ||
           is<player::Transfer>(command);
}

bool may_wake(const player::Command& command) {
    return is<player::Transfer>(command) || is<player::Play>(command) || is<player::PlayUri>(command);
}

} // namespace

bool Playback::take_in(const player::Shown& seen, bool has_command, TimePoint now) {
    if (is_known_) {
        const bool is_ours = has_command || has_promises() || now < change_expected_until_;
        activity_ = player::after_answer(activity_, believed_, seen, is_ours);
    }
    is_known_ = true;
    const bool is_empty = seen.state.content == player::Content::none;
    if (is_empty && believed_.state.content != player::Content::none && now < waking_until_) {
        return false;
    }
    if (player::identity_of(seen.state) != player::identity_of(believed_.state)) {
        change_expected_until_ = {};
    }
    believed_ = seen;
    std::erase_if(kept_, [now](const Kept& one) { return now >= one.until; });
    return true;
}

void Playback::promise(const player::Command& command, TimePoint given, TimePoint now) {
    const auto until = now + player::settling_time;
    kept_.push_back({{command, given}, until});
    if (changes_item(command)) {
        change_expected_until_ = until;
    }
    if (may_wake(command)) {
        waking_until_ = until;
    }
}

void Playback::reckon(const std::vector<Promise>& pending, TimePoint now) {
    auto shown = believed_;
    for (const auto& one : kept_) {
        shown = player::promised(std::move(shown), one.promise.command, one.promise.given);
    }
    for (const auto& one : pending) {
        shown = player::promised(std::move(shown), one.command, one.given);
    }
    if (!shown.anchor.progress_ms) {
        shown.anchor.at = now;
    }
    shown_ = player::steadied(shown_, std::move(shown));
}

std::optional<TimePoint> Playback::next_check(const player::Pace& pace, TimePoint now) const {
    Earliest earliest;
    for (const auto& one : kept_) {
        const bool shows = player::is_fulfilled(one.promise.command, believed_.state);
        earliest.consider(shows ? one.until : now + pace.after_command_again);
    }
    if (now < change_expected_until_) {
        earliest.consider(now + pace.after_command_again);
    }
    return earliest.at;
}

} // namespace spotify::account
