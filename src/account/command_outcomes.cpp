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

using How = CommandEnded::How;

Outcome not_reached(const net::NetError& error, const player::Command& command, const Moment& moment) {
    if (error.failure() == net::Failure::withheld) {
        return held_back(moment);
    }
    const bool is_late = error.failure() == net::Failure::timeout;
    const char* doubt = error.sent() && !player::is_idempotent(command)
                            ? "; it may have been done, and is not sent again"
                            : "";
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
    case api::Refusal::scope:
        return Result::sign_in_needed;
    default:
        return Result::forbidden;
    }
}

} // namespace

CommandEnded Commands::ended(const Delivery::Delivered& delivered, Turn& turn) {
    auto delivery = *std::exchange(in_flight_, std::nullopt);
    auto pending = std::move(delivery.pending());
    CommandEnded ended{.command = pending.command, .pressed = pending.pressed, .devices = delivery.devices()};
    if (!delivered.answer) {
        turn.complete(pending.asked, delivered.unsent);
    } else if (const auto* error = std::get_if<net::NetError>(&*delivered.answer)) {
        turn.complete(pending.asked, not_reached(*error, pending.command, turn.moment()));
    } else {
        ended.how = judged(std::get<net::Response>(*delivered.answer), std::move(pending), ended, turn);
    }
    return ended;
}

CommandEnded::How Commands::judged(const net::Response& response, Pending pending, CommandEnded& ended,
                                   Turn& turn) {
    const auto verdict = api::judge(response);
    switch (verdict.refusal) {
    case api::Refusal::none:
        if (is_slider(pending.command)) {
            slider_free_at_ = turn.now() + slider_spacing;
        }
        turn.complete(pending.asked, {});
        return How::done;
    case api::Refusal::token:
        return refused_for_token(std::move(pending), verdict.text, turn);
    case api::Refusal::rate:
        turn.complete(pending.asked, held_back(turn.moment()));
        return How::failed;
    case api::Refusal::not_now: {
        const bool plays = std::holds_alternative<player::Play>(pending.command);
        const bool is_transport = plays || std::holds_alternative<player::Pause>(pending.command);
        if (is_transport && !verification_ && waiting_.empty()) {
            // Spotify answers so too when it plays, or is paused, already.
            verification_ = Verification{std::move(pending), plays, verdict.text};
            return How::to_verify;
        }
        break;
    }
    case api::Refusal::premium:
    case api::Refusal::owner_premium:
    case api::Refusal::not_listed:
    case api::Refusal::device_restricted:
    case api::Refusal::volume_fixed:
        ended.is_refused_by_device = true;
        break;
    default:
        break;
    }
    turn.complete(pending.asked, {result_of(verdict.refusal), verdict.text});
    return How::failed;
}

// It was not done: the token was looked at first. Sent once more, with a new one; the promise stands.
CommandEnded::How Commands::refused_for_token(Pending pending, const std::string& text, Turn& turn) {
    const bool is_replaced = std::ranges::any_of(waiting_, [&](const Pending& newer) {
        return player::meet(newer.command, pending.command) == player::Meeting::replaces;
    });
    if (is_replaced) {
        turn.complete(pending.asked, {Result::canceled, "A newer command took its place"});
        return How::replaced;
    }
    if (!std::exchange(pending.is_replayed, true)) {
        waiting_.insert(waiting_.begin(), std::move(pending));
        return How::again;
    }
    turn.complete(pending.asked, {Result::sign_in_needed, text});
    return How::failed;
}

} // namespace spotify::account
