// What comes of a command, by the last answer to it.
#include "account/commands.hpp"

#include "account/hindrance.hpp"
#include "api/refusal.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace spotify::account {

namespace {

// Between two requests for a volume or a position: a finger on a slider is a handful of requests, not one for
// each pixel.
constexpr std::chrono::milliseconds slider_spacing{600};

// What was refused in passing is over about so soon (reference 5.4), or else a little later.
std::chrono::milliseconds wait_before_again(unsigned sends) {
    return sends <= 1 ? std::chrono::seconds{1} : std::chrono::seconds{4};
}

// A device that sleeps takes a command a second after it has refused one (reference 3.2).
constexpr std::chrono::seconds waking_wait{1};

// A player needs a moment before it takes what concerns that which it has just begun to play.
constexpr std::chrono::milliseconds between_steps{400};

using How = CommandEnded::How;

// Whether a device is meant by its name.
bool has_target(const Pending& pending) {
    return !pending.zone.empty() || std::holds_alternative<player::Transfer>(pending.command);
}

Outcome not_reached(const net::NetError& error, bool is_safe, const Moment& moment) {
    if (error.failure() == net::Failure::withheld) {
        return held_back(moment);
    }
    const bool is_late = error.failure() == net::Failure::timeout;
    const char* doubt = is_safe ? "" : "; it may have been done, and is not sent again";
    return {is_late ? Result::timeout : Result::offline,
            "Spotify could not be reached: " + std::string{error.what()} + doubt};
}

// Of what is neither a success nor needs the player's state.
Result result_of(api::Refusal refusal) {
    switch (refusal) {
    case api::Refusal::no_device:
    case api::Refusal::not_found:
        return Result::no_target;
    case api::Refusal::server:
    case api::Refusal::request:
        return Result::remote;
    case api::Refusal::token: // whether it is more than passing, the polls will tell
        return Result::offline;
    case api::Refusal::scope:
        return Result::sign_in_needed;
    default:
        return Result::forbidden;
    }
}

} // namespace

CommandEnded Commands::ended(const Delivery::Delivered& delivered, const Evidence& evidence, Turn& turn) {
    auto delivery = *std::exchange(in_flight_, std::nullopt);
    CommandEnded ended{.pending = std::move(delivery.pending()),
                       .outcome = delivered.unsent,
                       .is_of_look_up = delivered.is_of_look_up,
                       .devices = delivery.devices()};
    if (delivered.answer) {
        ended.how = weigh(*delivered.answer, ended, evidence, turn);
    }
    if (ended.how == How::failed) {
        if (ended.pending.is_last_step) {
            ended.outcome.text = "It plays, but not all of it was done: " + ended.outcome.text;
        }
        turn.complete(ended.pending.asked, ended.outcome);
    }
    return ended;
}

bool Commands::may_go_again(const CommandEnded& ended, std::chrono::milliseconds wait, TimePoint now) {
    const auto& pending = ended.pending;
    const bool may_look_up = !ended.is_of_look_up || pending.look_ups < Pending::max_look_ups;
    return may_look_up && pending.sends < Pending::max_sends && now + wait < pending.asked.deadline;
}

// It was not done: what answered so may have passed by then. The promise stands.
CommandEnded::How Commands::again(CommandEnded& ended, std::chrono::milliseconds wait, Turn& turn) {
    const bool is_replaced = std::ranges::any_of(waiting_, [&](const Pending& newer) {
        return player::meet(newer.command, ended.pending.command) == player::Meeting::replaces;
    });
    if (is_replaced) {
        turn.complete(ended.pending.asked, {Result::canceled, "A newer command took its place"});
        return How::replaced;
    }
    auto pending = ended.pending;
    pending.not_before = turn.now() + wait;
    waiting_.insert(waiting_.begin(), std::move(pending));
    return How::again;
}

CommandEnded::How Commands::weigh(const Answer& answer, CommandEnded& ended, const Evidence& evidence,
                                  Turn& turn) {
    const auto& moment = turn.moment();
    const auto& pending = ended.pending;
    const bool may_repeat = ended.is_of_look_up || player::is_idempotent(pending.command);
    const auto wait = wait_before_again(pending.sends);
    const bool may_go = may_go_again(ended, wait, moment.now);
    if (const auto* error = std::get_if<net::NetError>(&answer)) {
        const bool is_safe = may_repeat || !error->sent();
        const bool is_passing =
            error->failure() != net::Failure::withheld && error->failure() != net::Failure::canceled;
        if (is_passing && is_safe && evidence.is_reachable && may_go) {
            return again(ended, wait, turn);
        }
        ended.outcome = not_reached(*error, is_safe, moment);
        return How::failed;
    }
    const auto& response = std::get<net::Response>(answer);
    const auto verdict = api::judge(response);
    ended.outcome = {result_of(verdict.refusal), verdict.text};
    switch (verdict.refusal) {
    case api::Refusal::none:
        return took(response.status, ended, turn);
    case api::Refusal::token: // the token was looked at first
        if (!moment.has_access() && may_go_again(ended, {}, moment.now)) {
            return again(ended, {}, turn); // as soon as there is another
        }
        return may_go ? again(ended, wait, turn) : How::failed;
    case api::Refusal::rate:
        ended.outcome = held_back(moment);
        return How::failed;
    case api::Refusal::not_now:
        return not_now(verdict.text, ended, evidence, turn);
    case api::Refusal::server:
    case api::Refusal::request:
        return may_repeat && may_go ? again(ended, wait, turn) : How::failed;
    case api::Refusal::not_found:
        if (ended.is_of_look_up) { // the list itself, and no device of it
            ended.outcome = {Result::remote, unreadable_devices};
        }
        return has_target(pending) && may_go_again(ended, waking_wait, moment.now)
                   ? again(ended, waking_wait, turn)
                   : How::failed;
    case api::Refusal::device_restricted:
    case api::Refusal::volume_fixed:
        ended.is_refused_by_device = true;
        return How::failed;
    case api::Refusal::premium:
    case api::Refusal::owner_premium:
    case api::Refusal::not_listed:
    case api::Refusal::scope:
        return evidence.has_worked && may_go ? again(ended, wait, turn) : How::failed;
    case api::Refusal::no_device:
        break;
    }
    return How::failed;
}

CommandEnded::How Commands::took(int status, CommandEnded& ended, Turn& turn) {
    auto& pending = ended.pending;
    const auto wait = wait_before_again(pending.sends);
    // The device is waking (reference 3.2), and may have taken it all the same.
    if (status == 202 && player::is_idempotent(pending.command) && may_go_again(ended, wait, turn.now())) {
        pending.was_taken = true;
        return again(ended, wait, turn);
    }
    if (is_slider(pending.command)) {
        slider_free_at_ = turn.now() + slider_spacing;
    }
    if (!pending.then) {
        turn.complete(pending.asked, {});
        return How::done;
    }
    auto next = pending;
    next.command = *std::exchange(next.then, std::nullopt);
    next.not_before = turn.now() + between_steps;
    next.sends = 0;
    next.look_ups = 0;
    next.was_taken = false;
    next.is_last_step = true;
    pending.asked.id = 0; // the last step completes it
    waiting_.insert(waiting_.begin(), std::move(next));
    return How::done;
}

CommandEnded::How Commands::not_now(const std::string& text, CommandEnded& ended, const Evidence& evidence,
                                    Turn& turn) {
    const auto& pending = ended.pending;
    if (pending.was_taken) { // and is so by now: that is what it refuses
        return took(200, ended, turn);
    }
    // What was taken before it has not taken effect: the refusal is of then.
    if (evidence.is_unsettled && may_go_again(ended, waking_wait, turn.now())) {
        return again(ended, waking_wait, turn);
    }
    const bool plays = std::holds_alternative<player::Play>(pending.command);
    const bool is_transport = plays || std::holds_alternative<player::Pause>(pending.command);
    if (!is_transport || verification_ || !waiting_.empty()) {
        return How::failed;
    }
    verification_ =
        Verification{pending, plays, text}; // Spotify answers so too when it plays, or is paused, already
    return How::to_verify;
}

} // namespace spotify::account
