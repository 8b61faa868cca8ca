// What each answer of an exchange comes to: the parts that it concerns are told.
#include "account/account.hpp"

#include "account/hindrance.hpp"

#include <utility>
#include <variant>

namespace spotify::account {

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
        if (const auto ended = commands_.answered(std::move(input.answer), turn)) {
            command_ended(*ended, turn);
        }
        return;
    case Ticket::Purpose::list:
        lists_.answered(input.answer, turn);
        return;
    case Ticket::Purpose::search:
        searches_.answered(input.ticket.search, input.answer, turn);
        return;
    }
}

void Account::no_state_came(const Outcome& outcome, Turn& turn) {
    polls_.complete(outcome, turn);
    commands_.verify(std::nullopt, outcome, turn);
}

void Account::polled(const Answer& answer, Turn& turn) {
    const auto now = turn.now();
    const auto judged = judge_poll(answer, settings_.pictures);
    if (const auto* seen = std::get_if<player::Shown>(&judged)) {
        came(*seen, turn);
    } else if (std::holds_alternative<TokenRefused>(judged) && !turn.moment().has_access()) {
        polls_.token_refused(now);
    } else if (std::holds_alternative<Withheld>(judged)) {
        polls_.withheld(now);
        no_state_came(held_back(turn.moment()), turn);
    } else {
        static const NotAnswered passing{
            {Status::offline, "Spotify did not accept the access token; it is tried again by itself"},
            false,
            false};
        const auto& why =
            std::holds_alternative<TokenRefused>(judged) ? passing : std::get<NotAnswered>(judged);
        polls_.failed(why, !publisher_.is_current(), settings_.pace, turn.moment());
        const auto result = why.trouble.status == Status::offline          ? Result::offline
                            : why.trouble.status == Status::sign_in_needed ? Result::sign_in_needed
                                                                           : Result::forbidden;
        no_state_came({result, why.trouble.text}, turn);
    }
}

void Account::came(const player::Shown& seen, Turn& turn) {
    const auto now = turn.now();
    const bool is_believed = playback_.take_in(seen, commands_.is_under_way(), now);
    polls_.succeeded(turn.moment());
    publisher_.answered();
    polls_.complete({}, turn);
    if (!is_believed) {
        polls_.next_at(now + settings_.pace.after_command_again);
        return;
    }
    reckon(now);
    const auto& device = playback_.believed().device;
    if (device && !playback_.has_promises() && !volume_.is_fading() && !commands_.sets_volume()) {
        if (auto lower = volume_.lower(*device, members_, now)) {
            commands_.put(std::move(*lower));
            reckon(now);
        }
    }
    lists_.item_is(playback_.shown().state.uri, now);
    polls_.next_at(next_poll_after(now));
    if (const auto check = playback_.next_check(settings_.pace, now)) {
        polls_.no_later_than(*check);
    }
    commands_.verify(seen.state.is_playing, {}, turn);
}

void Account::command_ended(const CommandEnded& ended, Turn& turn) {
    using How = CommandEnded::How;
    const auto now = turn.now();
    if (ended.devices) {
        lists_.devices_are(*ended.devices, now);
    }
    const auto& pace = settings_.pace;
    const auto* favorite = std::get_if<player::SetFavorite>(&ended.command);
    switch (ended.how) {
    case How::done:
        playback_.promise(ended.command, ended.pressed, now);
        if (favorite != nullptr) {
            lists_.favorite_is(favorite->uri, favorite->favorite);
        } else {
            polls_.no_later_than(now + pace.after_command);
        }
        if (std::holds_alternative<player::Enqueue>(ended.command) ||
            std::holds_alternative<player::SetShuffle>(ended.command)) {
            lists_.wanted(player::List::queue, now + pace.after_command_again);
        }
        break;
    case How::failed:
        polls_.no_later_than(now + pace.after_command); // what it did is not known for certain
        if (ended.is_refused_by_device && std::holds_alternative<player::SetVolume>(ended.command) &&
            playback_.believed().device) {
            volume_.refused_by(playback_.believed().device->name);
        }
        break;
    case How::to_verify:
        polls_.next_at(now);
        break;
    case How::replaced:
    case How::again:
        return; // the promise stands, or gave way to another
    }
    reckon(now);
}

} // namespace spotify::account
