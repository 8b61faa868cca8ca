#include "account/account.hpp"

#include "account/earliest.hpp"
#include "account/hindrance.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace spotify::account {

namespace {

std::chrono::milliseconds in_whole_seconds(std::chrono::milliseconds span) {
    return std::chrono::ceil<std::chrono::seconds>(span);
}

} // namespace

Account::Account(const Settings& settings)
    : settings_(settings)
    , lists_(settings.pictures)
    , searches_(settings.pictures) {}

Effects Account::take(Input input, const Moment& moment) {
    Moment own = moment; // and what the account begins in this turn
    Turn turn(own);
    std::visit([&](auto& one) { on(one, turn); }, input);
    if (phase_ == Phase::running) {
        advance(turn);
    }
    due_ = next_due(own);
    return turn.take_effects();
}

// Every part does all that is due, in this order.
void Account::advance(Turn& turn) {
    end({.why = Ending::Why::late, .now = turn.now()}, turn);
    errands_.advance(turn);
    if (auto step = volume_.step(commands_.sets_volume(), turn.now())) {
        add(std::move(*step), turn);
    }
    if (const auto check = volume_.check_at()) {
        polls_.no_later_than(*check);
    }
    const auto& moment = turn.moment();
    const auto& renewal = moment.sign_in.next_renewal;
    // A token that may not be used is not worth a request: while the gate is shut this client id sends nothing
    // at all.
    if (!moment.gate.web_api && renewal && *renewal <= turn.now()) {
        turn.renew(commands_.is_waiting() || polls_.has_asked() || !waiting_wishes_.empty());
    }
    if (const auto outcome = hindrance(moment)) {
        const bool had_promises = commands_.is_waiting();
        commands_.refuse(*outcome, turn);
        polls_.refuse(*outcome, turn);
        waiting_wishes_.refuse(*outcome, turn);
        if (had_promises) {
            reckon(turn.now());
        }
    }
    if (moment.sign_in.sign_in.state == auth::SignIn::State::missing) {
        forget(turn);
    }
    lists_.zones_are(members_.zones());
    begin_requests(turn);
    polls_.declare(
        {moment.has_access() ? usual_interval(1) : std::chrono::milliseconds{0}, settings_.requests_per_day},
        turn);
    // A stretched interval creeps, and each step is no news.
    const auto interval = usual_interval(polls_.stretch());
    publisher_.advance({moment, playback_, lists_, findings_.found(moment), lists_.unknown_zones(),
                        favorite_shown(), polls_.stretch() > 1 ? in_whole_seconds(interval) : interval},
                       turn);
}

void Account::begin_requests(Turn& turn) {
    while (const auto ended = commands_.advance(playback_.believed().device, lists_.devices(),
                                                evidence(turn.moment()), turn)) {
        command_ended(*ended, turn);
    }
    if (polls_.advance(*settings_.pace, commands_.is_verifying() || !waiting_wishes_.empty(), turn)) {
        findings_.asked(turn.now());
        volume_.polled(turn.now());
    }
    if (playback_.is_known() && !findings_.is_failing()) {
        lists_.advance(playback_.shown().state, members_.attention(), turn);
    }
}

std::optional<TimePoint> Account::next_due(const Moment& moment) const {
    if (phase_ != Phase::running) {
        return std::nullopt;
    }
    Earliest earliest;
    const auto& gate = moment.gate;
    earliest.consider(gate.web_api);
    earliest.consider(gate.accounts);
    earliest.consider(gate.spent_until(api::Priority::poll));
    earliest.consider(moment.sign_in.access_until);
    if (!gate.web_api) {
        earliest.consider(moment.sign_in.next_renewal);
    }
    earliest.consider(findings_.due(moment));
    earliest.consider(polls_.due(moment));
    earliest.consider(commands_.due(evidence(moment), moment));
    earliest.consider(waiting_wishes_.due());
    earliest.consider(searches_.due());
    earliest.consider(volume_.due());
    earliest.consider(errands_.due(moment));
    if (playback_.is_known() && !findings_.is_failing()) {
        earliest.consider(lists_.due(members_.attention(), moment));
    }
    return earliest.at;
}

bool Account::is_pending(CommandId id) const {
    return id != 0 && (commands_.contains(id) || polls_.contains(id) || waiting_wishes_.contains(id) ||
                       searches_.contains(id) || volume_.contains(id) || errands_.contains(id));
}

void Account::end(const Ending& ending, Turn& turn) {
    const bool has_changed = commands_.end(ending, turn);
    polls_.end(ending, turn);
    waiting_wishes_.end(ending, turn);
    searches_.end(ending, turn);
    volume_.end(ending, turn);
    errands_.end(ending, turn);
    if (has_changed) {
        reckon(turn.now());
    }
}

void Account::reckon(TimePoint now) {
    playback_.reckon(commands_.promises(), now);
}

// Nothing of an account that has signed out stays to be seen.
void Account::forget(Turn& turn) {
    playback_ = {};
    findings_.begin_anew();
    volume_.forget(turn);
    publisher_.forget();
    lists_.forget(turn);
}

Evidence Account::evidence(const Moment& moment) const {
    const auto found = findings_.found(moment);
    return {.has_worked = findings_.has_worked(moment),
            .is_reachable = !found,
            .is_unsettled = playback_.is_unsettled(),
            .is_failing = findings_.is_failing()};
}

std::optional<bool> Account::favorite_shown() const {
    const auto& uri = playback_.shown().state.item->uri;
    const auto promised = commands_.favorite(uri);
    return promised ? promised : lists_.favorite(uri);
}

std::chrono::milliseconds Account::usual_interval(double stretch) const {
    return player::usual_interval(*settings_.pace, playback_.shown().state, members_.attention(), stretch);
}

TimePoint Account::next_poll_after(TimePoint poll) const {
    return player::next_look(
        *settings_.pace, {playback_.shown(), members_.attention(), playback_.activity(), polls_.stretch()},
        poll);
}

} // namespace spotify::account
