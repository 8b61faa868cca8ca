#include "account/findings.hpp"

#include "account/earliest.hpp"

#include <algorithm>

namespace spotify::account {

using State = auth::SignIn::State;

namespace {

// A consent this old was used before this process began, or the account would not have been kept.
constexpr std::chrono::hours known_to_work{1};

// What the sign-in service's answers come to while there is no access token: a living one outlives them. That a
// renewed sign-in cannot be stored is told in any case, since a power cut would lose it.
std::optional<Trouble> of_sign_in(const Moment& moment, bool has_worked) {
    const auto& reading = moment.sign_in;
    const auto& sign_in = reading.sign_in;
    const bool has_access = moment.has_access();
    const auto lasts = [&](std::chrono::seconds span) {
        return !reading.bad_since || moment.now - *reading.bad_since >= span;
    };
    switch (sign_in.state) {
    case State::storage:
        return lasts(Findings::proven_after) ? std::optional{Trouble{Status::failed, sign_in.text}}
                                             : std::nullopt;
    case State::client_wrong:
        if (has_access ||
            (has_worked && !(lasts(Findings::proven_after) && reading.attempts >= Findings::proven_by))) {
            break;
        }
        return Trouble{Status::not_configured, sign_in.text};
    case State::trouble:
        if (has_access || !lasts(Findings::passes_within)) {
            break;
        }
        return Trouble{Status::offline, sign_in.text + "; it is tried again by itself"};
    default:
        break;
    }
    return std::nullopt;
}

} // namespace

void Findings::asked(TimePoint now) {
    silent_since_ = silent_since_.value_or(now);
}

void Findings::good() {
    *this = {};
    has_worked_ = true;
}

void Findings::withheld() {
    if (failures_ == 0) {
        silent_since_.reset();
    }
}

void Findings::bad(const Doubt& doubt, bool has_worked, TimePoint now) {
    ++failures_;
    last_ = doubt.trouble;
    if (lasting_) {
        ++asked_since_found_;
    }
    if (!doubt.is_lasting) {
        return;
    }
    auto same = std::ranges::find_if(
        repeated_, [&](const Repeated& one) { return one.trouble.status == doubt.trouble.status; });
    if (same == repeated_.end()) {
        same = repeated_.insert(same, Repeated{doubt.trouble, now, 0});
    }
    same->trouble = doubt.trouble;
    ++same->times;
    const bool is_proven = same->times >= proven_by && now - same->first >= proven_after;
    if (is_proven || (doubt.is_certain && !has_worked)) {
        lasting_ = doubt.trouble;
    }
}

void Findings::begin_anew() {
    *this = {};
}

std::optional<Trouble> Findings::found(const Moment& moment) const {
    if (auto trouble = of_sign_in(moment, has_worked(moment))) {
        return trouble;
    }
    if (lasting_) {
        return *lasting_;
    }
    if (!silent_since_ || moment.now - *silent_since_ < passes_within) {
        return std::nullopt;
    }
    if (last_ && last_->status == Status::offline) {
        return *last_;
    }
    if (last_) { // what may be lasting is not said before it is found
        return Trouble{Status::offline, "Spotify answers as it should not; it is asked again by itself"};
    }
    return Trouble{Status::offline, "Spotify does not answer; it is tried again by itself"};
}

std::optional<TimePoint> Findings::due(const Moment& moment) const {
    Earliest earliest;
    const auto consider = [&](const std::optional<TimePoint>& since, std::chrono::seconds span) {
        if (since && *since + span > moment.now) {
            earliest.consider(*since + span);
        }
    };
    consider(silent_since_, passes_within);
    consider(moment.sign_in.bad_since, passes_within);
    consider(moment.sign_in.bad_since, proven_after);
    return earliest.at;
}

bool Findings::has_worked(const Moment& moment) const {
    const auto& consent = moment.sign_in.consent;
    return has_worked_ || (consent && moment.epoch_ms - consent->consent_at_ms >=
                                          std::chrono::milliseconds{known_to_work}.count());
}

std::optional<unsigned> Findings::asked_since_found() const {
    return lasting_ ? std::optional{asked_since_found_} : std::nullopt;
}

} // namespace spotify::account
