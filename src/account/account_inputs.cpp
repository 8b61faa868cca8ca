// What each input comes to, but for the answers of exchanges.
#include "account/account.hpp"

#include "account/hindrance.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace spotify::account {

namespace {

constexpr const char* signed_out =
    "Signed out: the account's tokens and what was shown of it are wiped from "
    "this controller. To end the app's access at Spotify too, remove it on the "
    "account's page under Apps";

// How old an answer may be to let a command count as done already: another hand may have touched the player since.
constexpr std::chrono::seconds fresh_enough{3};

const Outcome stopped{Result::canceled, "The device was stopped"};

} // namespace

void Account::on(const Started&, Turn& turn) {
    if (phase_ == Phase::joining) {
        phase_ = Phase::running;
        publisher_.count_requests(turn.moment());
    }
}

void Account::on(const Stopped&, Turn& turn) {
    phase_ = Phase::stopped;
    turn.act(AbortSends{});
    end({.why = Ending::Why::stopped}, turn);
}

void Account::on(const Remembered& input, Turn&) {
    switch (input.what) {
    case Memory::volumes:
        return volume_.remember(input.text);
    case Memory::device_names:
        return lists_.remember_names(input.text);
    }
}

void Account::on(const Joined& input, Turn& turn) {
    members_.join(input.member, input.membership);
    publisher_.show(input.member, turn);
}

void Account::on(const Withdrawn& input, Turn& turn) {
    end({.why = Ending::Why::withdrawn, .owner = input.member}, turn);
    members_.leave(input.member);
    reckon(turn.now()); // what was promised in its name is not going to come
}

void Account::on(const AttentionChanged& input, Turn&) {
    members_.set_attention(input.member, input.attention);
    if (playback_.is_known() && !findings_.is_failing()) {
        polls_.no_later_than(next_poll_after(polls_.last_at()));
    }
}

bool Account::is_refused(Asked& asked, Turn& turn) const {
    const auto outcome = phase_ == Phase::stopped ? stopped : hindrance(turn.moment()).value_or(Outcome{});
    const bool is_refused = outcome.result != Result::ok;
    if (is_refused) {
        turn.complete(asked, outcome);
    }
    return is_refused;
}

// Nothing is watched closely, and no answer came lately: what a relative wish would be decided by may be of minutes
// ago. And behind one that waits the next one does.
bool Account::must_wait(TimePoint now) const {
    const bool is_expected = !commands_.is_idle() || playback_.has_promises();
    const bool is_shown_old = !is_expected && members_.attention() != player::Attention::looking &&
                              (!playback_.is_known() || now - polls_.last_at() > fresh_enough);
    return is_shown_old || !waiting_wishes_.empty();
}

void Account::wait_for_poll(WaitingWishes::Wish wish, Turn& turn) {
    waiting_wishes_.add(std::move(wish));
    polls_.no_later_than(turn.now());
}

void Account::on(CommandAsked& input, Turn& turn) {
    if (is_refused(input.asked, turn)) {
        return;
    }
    if (player::is_relative(input.wish) && must_wait(turn.now())) {
        return wait_for_poll(std::move(input), turn);
    }
    if (waiting_wishes_.have_before(input.wish)) { // which is not kept waiting: what is shown has to do
        decide_waiting(turn);
    }
    decide(input, turn);
}

void Account::decide(CommandAsked& input, Turn& turn) {
    const auto& member = members_.of(input.asked.owner);
    // Decided by what the person saw when pressing.
    auto resolved = player::resolve(input.wish,
                                    {playback_.shown(), turn.now(), favorite_shown(), member.volume_limit,
                                     member.zone, playback_.is_known()},
                                    volume_.memory_of(playback_.shown().state.device));
    volume_.tell_memory(turn);
    if (!resolved.command) {
        turn.complete(input.asked, resolved.outcome);
        return;
    }
    if (std::holds_alternative<player::SetVolume>(*resolved.command)) {
        volume_.overtaken(turn);
    }
    playback_.overtake(*resolved.command);
    lists_.overtake(*resolved.command);
    add({.asked = input.asked,
         .command = std::move(*resolved.command),
         .zone = member.zone,
         .pressed = turn.now(),
         .then = std::move(resolved.then),
         .told_as = input.asked.id},
        turn);
}

void Account::decide_waiting(Turn& turn) {
    for (auto& wish : waiting_wishes_.take()) {
        std::visit([&](auto& one) { decide(one, turn); }, wish);
    }
}

void Account::add(Pending pending, Turn& turn) {
    const bool is_settled = commands_.is_idle() && !playback_.has_promises() && playback_.is_known() &&
                            !findings_.is_failing() && turn.now() - polls_.last_at() <= fresh_enough;
    const auto& shown = playback_.shown().state;
    const bool is_here = pending.zone.empty() || !std::holds_alternative<player::Play>(pending.command) ||
                         (shown.device && shown.device->name == pending.zone);
    const bool is_done =
        is_settled && is_here && !pending.then && player::is_fulfilled(pending.command, shown);
    if (commands_.add(std::move(pending), is_done, turn)) {
        reckon(turn.now());
    }
}

void Account::on(RefreshAsked& input, Turn& turn) {
    if (!is_refused(input.asked, turn)) {
        polls_.ask(input.asked, turn.now());
        lists_.zones_wanted();
    }
}

void Account::on(FadeAsked& input, Turn& turn) {
    if (is_refused(input.asked, turn)) {
        return;
    }
    if (must_wait(turn.now())) {
        return wait_for_poll(std::move(input), turn);
    }
    decide(input, turn);
}

void Account::decide(FadeAsked& input, Turn& turn) {
    const auto now = turn.now();
    const auto& member = members_.of(input.asked.owner);
    player::VolumeMemory unused;
    // The same rules as for a volume that is set at once.
    const auto resolved = player::resolve(
        player::SetVolume{input.percent},
        {playback_.shown(), now, {}, member.volume_limit, member.zone, playback_.is_known()}, unused);
    if (!resolved.command) {
        turn.complete(input.asked, resolved.outcome);
        return;
    }
    const auto to = std::get<player::SetVolume>(*resolved.command).percent;
    const auto from = playback_.shown().state.device->volume_percent.value_or(to);
    const auto& shown = playback_.shown().state;
    volume_.begin_fade({.asked = input.asked,
                        .zone = member.zone,
                        .device = shown.device->name,
                        .was_playing = shown.is_playing,
                        .fade = {from, to, now, now + input.duration}},
                       turn);
}

void Account::on(SearchAsked& input, Turn& turn) {
    if (!is_refused(input.asked, turn)) {
        searches_.ask(input.asked, input.query, turn);
    }
}

void Account::on(SignInAsked& input, Turn& turn) {
    if (phase_ == Phase::stopped) {
        turn.complete(input.asked, stopped);
    } else {
        errands_.ask(std::move(input), turn);
    }
}

void Account::on(SignOutAsked& input, Turn& turn) {
    if (phase_ == Phase::stopped) {
        turn.complete(input.asked, stopped);
    } else {
        errands_.ask(input, turn);
    }
}

void Account::on(const TakenBack& input, Turn& turn) {
    end({.why = Ending::Why::taken_back, .id = input.id}, turn);
}

void Account::on(const Renewed&, Turn& turn) {
    if (findings_.is_failing()) { // a new token may have cured it
        polls_.next_at(turn.now());
    }
}

void Account::on(const SignInEnded& input, Turn& turn) {
    if (input.outcome.result != Result::ok || phase_ == Phase::stopped) {
        errands_.ended(input.id, input.outcome, turn);
        return;
    }
    auto asked = errands_.signed_in(input.id, turn);
    findings_.begin_anew();
    polls_.next_at(turn.now());
    lists_.begin_anew();
    if (asked) { // whether this account can be used is what a poll shows
        asked->is_sign_in = true;
        polls_.ask(*asked, turn.now());
    }
}

void Account::on(const SignOutEnded& input, Turn& turn) {
    const bool is_out = input.outcome.result == Result::ok;
    errands_.ended(input.id, is_out ? Outcome{Result::ok, signed_out} : input.outcome, turn);
}

void Account::on(const MomentChanged&, Turn&) {}

} // namespace spotify::account
