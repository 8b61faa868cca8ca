#include "account/polls.hpp"

#include "account/earliest.hpp"
#include "account/hindrance.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace spotify::account {

namespace {

// Without additional_types a podcast comes without its item (reference 3.1).
constexpr const char* player_target = "/me/player?additional_types=track,episode";

// What only a person can cure is looked at seldom (reference 5.3: minutes).
constexpr std::chrono::minutes lasting_wait{2};

} // namespace

void Polls::end(const Ending& ending, Turn& turn) {
    waiting_.end(ending, turn);
    polled_for_.end(ending, turn);
}

void Polls::begin_anew(TimePoint now) {
    trouble_.reset();
    failures_ = 0;
    next_at_ = now;
}

void Polls::advance(const player::Pace& pace, bool is_urgent, Turn& turn) {
    const auto& moment = turn.moment();
    if (const auto& spent = moment.gate.spent_until(api::Priority::poll)) {
        waiting_.complete(budget_is_spent(moment, *spent), turn);
    }
    if (const auto& closed = moment.gate.web_api) {
        if (next_at_ < *closed) { // not all accounts in the same moment
            next_at_ = *closed +
                       std::chrono::duration_cast<std::chrono::milliseconds>(pace.reopening * moment.jitter);
        }
        return;
    }
    const bool is_due = moment.now >= next_at_ || has_asked();
    if (is_under_way_ || !is_due || !moment.may_leave(api::Service::web_api, api::Priority::poll)) {
        return;
    }
    is_under_way_ = true;
    waiting_.move_to(polled_for_);
    turn.act(Send{.ticket = {Ticket::Purpose::poll},
                  .request = {.target = player_target, .priority = api::Priority::poll},
                  .is_urgent = is_urgent || !polled_for_.empty()});
}

std::optional<TimePoint> Polls::due(const Moment& moment) const {
    Earliest earliest;
    earliest.consider(waiting_.due());
    earliest.consider(polled_for_.due());
    const auto leaves_at = moment.leaves_at(api::Service::web_api, api::Priority::poll);
    if (!is_under_way_ && leaves_at) {
        earliest.consider(std::max(has_asked() ? moment.now : next_at_, *leaves_at));
    }
    return earliest.at;
}

void Polls::token_refused(TimePoint now) {
    next_at_ = now;
    polled_for_.move_to(waiting_);
}

// One failed poll is a hiccup: nothing is said of it, and the next one comes soon. A certain one, and one before
// anything was ever seen, is said at once.
void Polls::failed(const NotAnswered& why, bool is_first, const player::Pace& pace, const Moment& moment) {
    ++failures_;
    next_at_ =
        moment.now + (why.is_lasting ? lasting_wait : player::retry_wait(pace, failures_, moment.jitter));
    if (why.is_certain || failures_ >= 2 || is_first) {
        trouble_ = why.trouble;
    }
}

void Polls::succeeded(const Moment& moment) {
    trouble_.reset();
    failures_ = 0;
    last_at_ = moment.now;
    stretch_ = moment.gate.stretch;
}

} // namespace spotify::account
