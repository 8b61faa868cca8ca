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

} // namespace

void Polls::end(const Ending& ending, Turn& turn) {
    waiting_.end(ending, turn);
    polled_for_.end(ending, turn);
}

void Polls::ask(const Asked& asked, TimePoint now) {
    waiting_.add(asked);
    no_later_than(now);
}

void Polls::declare(const api::Demand& demand, Turn& turn) {
    if (declared_ != demand) {
        declared_ = demand;
        turn.act(Declare{demand});
    }
}

bool Polls::advance(const player::Pace& pace, bool is_urgent, Turn& turn) {
    const auto& moment = turn.moment();
    if (const auto& spent = moment.gate.spent_until(api::Priority::poll)) {
        waiting_.complete(budget_is_spent(moment, *spent), turn);
    }
    if (const auto& closed = moment.gate.web_api) {
        if (next_at_ < *closed) { // not all accounts in the same moment
            next_at_ = *closed +
                       std::chrono::duration_cast<std::chrono::milliseconds>(pace.reopening * moment.jitter);
        }
        return false;
    }
    if (is_under_way_ || moment.now < next_at_ ||
        !moment.may_leave(api::Service::web_api, api::Priority::poll)) {
        return false;
    }
    is_under_way_ = true;
    waiting_.move_to(polled_for_);
    turn.act(Send{.ticket = {Ticket::Purpose::poll},
                  .request = {.target = player_target, .priority = api::Priority::poll},
                  .is_urgent = is_urgent || !polled_for_.empty()});
    return true;
}

std::optional<TimePoint> Polls::due(const Moment& moment) const {
    Earliest earliest;
    earliest.consider(waiting_.due());
    earliest.consider(polled_for_.due());
    const auto leaves_at = moment.leaves_at(api::Service::web_api, api::Priority::poll);
    if (!is_under_way_ && leaves_at) {
        earliest.consider(std::max(next_at_, *leaves_at));
    }
    return earliest.at;
}

void Polls::again(TimePoint now, std::chrono::milliseconds wait) {
    next_at_ = now + wait;
    polled_for_.move_to(waiting_);
}

void Polls::succeeded(const Moment& moment) {
    last_at_ = moment.now;
    stretch_ = moment.gate.stretch;
}

} // namespace spotify::account
