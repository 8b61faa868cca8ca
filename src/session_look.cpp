// The session's looks at the player: GET /me/player and what follows from its answer.
#include "session.hpp"

#include "api/decode_player.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

namespace {

// Without additional_types a podcast comes without its item (reference 3.1).
constexpr const char* player_target = "/me/player?additional_types=track,episode";

// What only a person can cure is looked at seldom (reference 5.3: minutes).
constexpr std::chrono::minutes lasting_wait{2};

Status status_of(api::Refusal refusal) {
    switch (refusal) {
    case api::Refusal::scope:
        return Status::sign_in_needed;
    case api::Refusal::premium:
    case api::Refusal::owner_premium:
        return Status::premium_required;
    case api::Refusal::not_listed:
    case api::Refusal::not_now:
    case api::Refusal::device_restricted:
    case api::Refusal::volume_fixed:
        return Status::not_allowed;
    case api::Refusal::request:
        return Status::failed;
    default:
        return Status::offline;
    }
}

bool is_lasting(api::Refusal refusal) {
    return status_of(refusal) != Status::offline;
}

} // namespace

void Session::begin_look(const auth::TokenKeeper::Access& access) {
    looking_ = true;
    std::move(refreshes_.begin(), refreshes_.end(), std::back_inserter(looked_for_));
    refreshes_.clear();
    // A look that a person waits for does not queue behind looks that hang.
    auto& lane = looked_for_.empty() && !verification_ ? lanes_.patient : lanes_.urgent;
    lane.post([self = shared_from_this(), access] { self->look(access); });
}

void Session::look(auth::TokenKeeper::Access access) {
    if (!enter()) {
        return;
    }
    const auto answer =
        exchange(access, {.method = "GET", .target = player_target, .priority = api::Priority::look},
                 clock_now() + exchange_limit);
    const std::lock_guard lock(mutex_);
    looking_ = false;
    if (!ending_) {
        finish_look(answer);
        pump();
    }
    leave();
}

void Session::finish_look(const Answer& answer) {
    const auto now = clock_now();
    if (keeper_->sign_in().state == auth::SignIn::State::missing) { // signed out meanwhile: not to be shown
        complete_all(looked_for_, held_back(now));
        settle_verification(std::nullopt, held_back(now));
        return;
    }
    if (const auto* error = std::get_if<net::NetError>(&answer.result)) {
        if (error->failure() == net::Failure::withheld) { // the gate was shut meanwhile: as if it had asked
            look_limited(now);
            return;
        }
        const bool certificate = error->failure() == net::Failure::certificate;
        look_failed(now,
                    {Status::offline, "Spotify cannot be reached: " + std::string{error->what()} +
                                          "; it is tried again by itself"},
                    certificate, player::retry_wait(settings_.pace, failures_ + 1, settings_.jitter()));
        return;
    }
    const auto& response = std::get<net::Response>(answer.result);
    const auto verdict = api::judge(response);
    if (verdict.refusal == api::Refusal::token) {
        keeper_->rejected(answer.generation, now);
        next_look_ = now; // as soon as there is a new token
        std::move(looked_for_.begin(), looked_for_.end(), std::back_inserter(refreshes_));
        looked_for_.clear();
        return;
    }
    if (verdict.refusal == api::Refusal::rate) {
        look_limited(now);
        return;
    }
    if (verdict.refusal != api::Refusal::none) {
        const bool lasting = is_lasting(verdict.refusal);
        look_failed(now, {status_of(verdict.refusal), verdict.text}, lasting,
                    lasting ? lasting_wait
                            : player::retry_wait(settings_.pace, failures_ + 1, settings_.jitter()));
        return;
    }
    try {
        const auto state = response.status == 204 ? player::PlayerState{}
                                                  : api::decode_player(response.body, settings_.pictures());
        // Spotify gives no clock of its own: the middle of the exchange is when the position was true
        // (reference 4.1).
        adopt(state, response.sent_at + (response.received_at - response.sent_at) / 2, now);
    } catch (const json::NotJson& problem) {
        look_failed(now,
                    {Status::offline, "Spotify cannot be understood: " + std::string{problem.what()} +
                                          "; it is tried again by itself"},
                    false, player::retry_wait(settings_.pace, failures_ + 1, settings_.jitter()));
    }
}

void Session::look_limited(TimePoint now) {
    next_look_ = now; // as soon as the gate opens
    const Outcome limited = held_back(now);
    complete_all(looked_for_, limited);
    settle_verification(std::nullopt, limited);
}

void Session::adopt(const player::PlayerState& state, TimePoint at, TimePoint now) {
    const player::Shown seen{state, player::Anchor{state.progress_ms, at}};
    if (answered_) {
        const bool is_ours = in_flight_ || !settling_.empty() || now < change_expected_until_;
        activity_ = player::after_answer(activity_, believed_, seen, is_ours);
    }
    failures_ = 0;
    trouble_.reset();
    answered_ = true;
    current_ = true;
    last_look_ = now;
    if (state.content == player::Content::none && believed_.state.content != player::Content::none &&
        now < waking_until_) { // a device that wakes shows as nothing for a second or more (reference 3.2)
        complete_all(looked_for_, {});
        next_look_ = now + settings_.pace.after_command_again;
        return;
    }
    const auto before = player::identity_of(believed_.state);
    believed_ = seen;
    std::erase_if(settling_, [now](const Settling& one) { return now >= one.until; });
    reckon(now);
    keep_limit(now);
    lists_.item_is(shown_.state.uri, now);
    stretch_ = governor_.stretch(now);
    next_look_ = next_look_after(now);
    if (player::identity_of(believed_.state) != before) {
        change_expected_until_ = {};
    }
    // A promise stands, or a skip has not shown yet: see soon whether it holds.
    for (const auto& one : settling_) {
        const bool shows = player::is_fulfilled(one.command, believed_.state);
        next_look_ = std::min(next_look_, shows ? one.until : now + settings_.pace.after_command_again);
    }
    if (now < change_expected_until_) {
        next_look_ = std::min(next_look_, now + settings_.pace.after_command_again);
    }
    publish(now); // what is shown first
    settle_verification(state.is_playing, {});
    complete_all(looked_for_, {});
}

// One failed look is a hiccup: nothing is said of it, and the next one comes soon. A lasting one, and one
// before anything was ever seen, is said at once.
void Session::look_failed(TimePoint now, Trouble trouble, bool lasting, std::chrono::milliseconds wait) {
    ++failures_;
    next_look_ = now + wait;
    const Result result = trouble.status == Status::offline          ? Result::offline
                          : trouble.status == Status::sign_in_needed ? Result::sign_in_needed
                                                                     : Result::forbidden;
    const Outcome outcome{result, trouble.text};
    complete_all(looked_for_, outcome);
    settle_verification(std::nullopt, outcome);
    if (lasting || failures_ >= 2 || !current_) {
        trouble_ = std::move(trouble);
    }
}

void Session::complete_all(std::vector<Waiting>& waiting, const Outcome& outcome) {
    auto completed = std::exchange(waiting, {});
    for (auto& one : completed) {
        complete(one, outcome);
    }
}

// A command that Spotify refused because the player is in that state already has its wish.
void Session::settle_verification(const std::optional<bool>& is_playing, const Outcome& otherwise) {
    if (!verification_) {
        return;
    }
    auto verification = std::move(*verification_);
    verification_.reset();
    if (is_playing == verification.is_playing) {
        complete(verification.waiting, {});
    } else if (is_playing) {
        complete(verification.waiting, {Result::forbidden, verification.refusal});
    } else {
        complete(verification.waiting, otherwise);
    }
}

} // namespace spotify
