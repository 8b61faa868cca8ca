#include "account/playback.hpp"

#include "account/earliest.hpp"
#include "player/expectation.hpp"

#include <algorithm>
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

Playback::Taken Playback::take_in(player::Shown seen, bool has_command, TimePoint now) {
    if (!std::exchange(seen.state.tells_playing, true)) {
        seen.state.is_playing = believed_.state.is_playing;
    }
    if (is_known_) {
        const bool is_ours = has_command || has_promises() || now < change_expected_until_;
        activity_ = player::after_answer(activity_, believed_, seen, is_ours);
    }
    is_known_ = true;
    const bool is_empty = seen.state.item->content == player::Content::none;
    if (is_empty && believed_.state.item->content != player::Content::none && now < waking_until_) {
        return {.is_believed = false, .unkept = {}};
    }
    if (!player::have_same_identity(seen.state, believed_.state)) {
        change_expected_until_ = {};
    }
    believed_ = seen;
    Taken taken;
    for (auto& one : kept_) {
        compare(one);
        if (now >= one.until && one.is_awaited && !one.is_overtaken) {
            taken.unkept.push_back(one.taken);
        }
    }
    std::erase_if(kept_, [now](const Kept& one) { return now >= one.until; });
    return taken;
}

void Playback::compare(Kept& kept) const {
    if (kept.has_shown || believed_.anchor.at < kept.taken_at) {
        return;
    }
    const auto shows = player::shows(kept.taken.command, kept.taken_at, kept.before, believed_);
    kept.has_shown = shows == player::Shows::yes;
    kept.is_awaited = shows == player::Shows::not_yet && kept.taken.told_as != 0;
}

bool Playback::is_unsettled() const {
    return std::ranges::any_of(kept_, [](const Kept& one) { return !one.has_shown; });
}

void Playback::overtake(const player::Command& newer) {
    for (auto& one : kept_) {
        one.is_overtaken = one.is_overtaken || player::is_overtaken(one.taken.command, newer);
    }
}

void Playback::promise(const Pending& taken, TimePoint now) {
    const auto until = now + player::settling_time;
    overtake(taken.command);
    auto before = believed_;
    if (is<player::SetVolume>(
            taken.command)) { // the device that was read last may not be the one that it is of
        if (const auto device = device_of(taken); !device.empty()) {
            before.state.device = player::Device{.name = device};
        }
    }
    kept_.push_back({.taken = taken, .before = std::move(before), .taken_at = now, .until = until});
    kept_.back().is_awaited = taken.told_as != 0; // the account's own hand sees for itself
    if (taken.sends > 1) {                        // what a position counts on from
        kept_.back().taken.pressed = now;
    }
    if (changes_item(taken.command)) {
        change_expected_until_ = until;
    }
    if (may_wake(taken.command)) {
        waking_until_ = until;
    }
}

void Playback::reckon(const std::vector<Promise>& pending, TimePoint now) {
    auto shown = believed_;
    for (const auto& one : kept_) {
        // A position is of the item that it was given for.
        if (is<player::Seek>(one.taken.command) &&
            !player::have_same_identity(one.before.state, believed_.state)) {
            continue;
        }
        shown = player::promised(std::move(shown), one.taken.command, one.taken.pressed);
    }
    for (const auto& one : pending) {
        shown = player::promised(std::move(shown), one.command, one.given);
    }
    if (!shown.anchor.progress_ms) {
        shown.anchor.at = now;
    }
    shown_ = player::steadied(shown_, std::move(shown));
    believed_.state.unite(shown_.state); // what was promised and has come is one again
}

std::string Playback::device_of(const Pending& taken) const {
    std::string device = taken.zone;
    for (const auto& one : kept_) {
        const auto* transfer = std::get_if<player::Transfer>(&one.taken.command);
        if (device.empty() && transfer != nullptr && !one.has_shown && !one.is_overtaken) {
            device = transfer->device_name;
        }
    }
    return device;
}

std::optional<TimePoint> Playback::next_check(const player::Pace& pace, TimePoint now) const {
    Earliest earliest;
    for (const auto& one : kept_) {
        const bool is_awaited = one.is_awaited && !one.is_overtaken;
        if (is_awaited || one.taken.told_as != 0) {
            earliest.consider(is_awaited ? now + pace.after_command_again : one.until);
        }
    }
    if (now < change_expected_until_) {
        earliest.consider(now + pace.after_command_again);
    }
    return earliest.at;
}

} // namespace spotify::account
