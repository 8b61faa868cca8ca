// What each answer of an exchange comes to: the parts that it concerns are told.
#include "account/account.hpp"

#include "account/exchange_limit.hpp"
#include "account/hindrance.hpp"
#include "account/poll_answer.hpp"
#include "player/expectation.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <variant>

namespace spotify::account {

namespace {

constexpr const char* not_followed =
    "Spotify took it, but the player did not follow: try again, or use the device's own "
    "control";
constexpr const char* not_followed_twice =
    "Spotify took it twice, but the player did not follow: use the device's own control";

// While it is open whether something lasts.
constexpr std::chrono::seconds max_wait_in_doubt{4};

// What was found to last is looked at again by itself (reference 5.4).
std::chrono::milliseconds wait_after_found(unsigned asked) {
    static constexpr std::array waits{std::chrono::seconds{10}, std::chrono::seconds{30},
                                      std::chrono::seconds{60}, std::chrono::seconds{120}};
    return waits.at(std::min<std::size_t>(asked, waits.size() - 1));
}

Result result_of(Status status) {
    return status == Status::offline          ? Result::offline
           : status == Status::sign_in_needed ? Result::sign_in_needed
                                              : Result::forbidden;
}

} // namespace

void Account::on(Answered& input, Turn& turn) {
    if (phase_ == Phase::stopped) {
        return;
    }
    publisher_.count_requests(turn.moment());
    const bool is_signed_out = turn.moment().sign_in.sign_in.state == auth::SignIn::State::missing;
    switch (input.ticket.purpose) {
    case Ticket::Purpose::poll:
        polls_.ended();
        if (is_signed_out) { // meanwhile: not to be shown
            no_state_came(held_back(turn.moment()), turn);
        } else {
            polled(input.answer, turn);
        }
        return;
    case Ticket::Purpose::command:
        if (const auto ended = commands_.answered(std::move(input.answer), evidence(turn.moment()), turn)) {
            command_ended(*ended, turn);
        }
        return;
    case Ticket::Purpose::list:
        if (auto not_so = lists_.answered(input.answer, turn)) {
            not_kept(std::move(*not_so), turn);
        }
        return;
    case Ticket::Purpose::search:
        searches_.answered(input.ticket.search, input.answer, turn);
        return;
    }
}

void Account::no_state_came(const Outcome& outcome, Turn& turn) {
    polls_.complete(outcome, turn);
    waiting_wishes_.refuse(outcome, turn);
    commands_.verify(std::nullopt, outcome, turn);
}

void Account::polled(const Answer& answer, Turn& turn) {
    const auto now = turn.now();
    const auto judged = judge_poll(answer, settings_.pictures, playback_.believed());
    if (const auto* seen = std::get_if<player::Shown>(&judged)) {
        came(*seen, turn);
    } else if (const auto* doubt = std::get_if<Doubt>(&judged)) {
        doubted(*doubt, turn);
    } else {
        findings_.withheld();
        polls_.withheld(now);
        no_state_came(held_back(turn.moment()), turn);
    }
}

void Account::doubted(const Doubt& doubt, Turn& turn) {
    const auto& moment = turn.moment();
    findings_.bad(doubt, findings_.has_worked(moment), moment.now);
    const auto asked = findings_.asked_since_found();
    auto wait = asked ? wait_after_found(*asked)
                      : player::retry_wait(*settings_.pace, findings_.failures(), moment.jitter);
    if (doubt.is_lasting && !asked) { // soon found, or soon over
        wait = std::min<std::chrono::milliseconds>(wait, max_wait_in_doubt);
    }
    // With another token it is another question.
    polls_.again(moment.now, moment.has_access() ? wait : std::chrono::milliseconds{0});
    if (const auto found = findings_.found(moment)) {
        const Outcome outcome{result_of(found->status), found->text};
        polls_.refuse(outcome, turn);
        waiting_wishes_.refuse(outcome, turn);
        commands_.verify(std::nullopt, outcome, turn);
    }
}

void Account::came(const player::Shown& seen, Turn& turn) {
    const auto now = turn.now();
    const auto taken = playback_.take_in(seen, commands_.is_under_way(), now);
    findings_.good();
    polls_.succeeded(turn.moment());
    publisher_.answered();
    if (seen.state.device) {
        lists_.playing_on(*seen.state.device, turn);
    }
    polls_.complete({}, turn);
    volume_.compare(seen, turn);
    if (!taken.is_believed) {
        polls_.next_at(now + settings_.pace->after_command_again);
        return;
    }
    for (const auto& pending : taken.unkept) {
        not_kept(pending, turn);
    }
    reckon(now);
    const auto& device = playback_.believed().device;
    if (device && !playback_.has_promises() && !volume_.is_fading() && !commands_.sets_volume()) {
        if (auto lower = volume_.lower(*device, members_, turn)) {
            commands_.put(std::move(*lower));
            reckon(now);
        }
    }
    lists_.item_is(playback_.shown().state.item, now);
    polls_.next_at(next_poll_after(now));
    if (const auto check = playback_.next_check(*settings_.pace, now)) {
        polls_.no_later_than(*check);
    }
    commands_.verify(playback_.believed().is_playing, {}, turn);
    decide_waiting(turn);
}

// Spotify took it, and it does not show: sent once more where that is safe, else told.
void Account::not_kept(Pending pending, Turn& turn) {
    const bool may_repeat =
        player::may_be_repeated(pending.command) && !pending.is_second && pending.sends < Pending::max_sends;
    if (!may_repeat) {
        undone(pending, {Result::remote, pending.is_second ? not_followed_twice : not_followed}, turn);
        return;
    }
    pending.asked = {.owner = pending.asked.owner, .deadline = turn.now() + exchange_limit};
    pending.is_second = true;
    pending.pressed = turn.now();
    pending.not_before = {};
    commands_.put(std::move(pending));
}

void Account::undone(const Pending& pending, const Outcome& outcome, Turn& turn) {
    if (pending.asked.owner != 0) {
        turn.tell(CommandUndone{pending.told_as, outcome}, pending.asked.owner);
    }
}

void Account::command_ended(const CommandEnded& ended, Turn& turn) {
    using How = CommandEnded::How;
    const auto now = turn.now();
    if (ended.devices) {
        lists_.devices_are(*ended.devices, turn);
    }
    const auto& pace = *settings_.pace;
    const auto& command = ended.pending.command;
    const bool is_favorite = std::holds_alternative<player::SetFavorite>(command);
    const bool is_volume = std::holds_alternative<player::SetVolume>(command);
    switch (ended.how) {
    case How::done:
        playback_.promise(ended.pending, now);
        if (is_volume) {
            volume_.accepted();
        }
        if (is_favorite) {
            lists_.favorite_taken(ended.pending, now);
        } else {
            polls_.no_later_than(now + pace.after_command);
        }
        if (std::holds_alternative<player::Enqueue>(command) ||
            std::holds_alternative<player::SetShuffle>(command)) {
            lists_.wanted(player::List::queue, now + pace.after_command_again);
        }
        break;
    case How::failed:
        polls_.no_later_than(now + pace.after_command); // what it did is not known for certain
        if (ended.is_refused_by_device && is_volume) {
            volume_.refused(now);
        }
        if (ended.pending.is_second) {
            undone(ended.pending, ended.outcome, turn);
        }
        break;
    case How::to_verify:
        polls_.next_at(now);
        break;
    case How::again:
        polls_.no_later_than(now + pace.after_command_again); // whether it is well by then
        return;
    case How::replaced:
        return;
    }
    reckon(now);
}

} // namespace spotify::account
