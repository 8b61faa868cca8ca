// The session's commands: waiting, sending one at a time, what is promised meanwhile, and what comes of them.
#include "session.hpp"

#include "clock_text.hpp"
#include "wall_clock.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

namespace {

// How old an answer may be to let a command count as done already. Somebody may have touched the player
// since.
constexpr std::chrono::seconds fresh_enough{3};

bool wants_playing(Command command) {
    return command == Command::play;
}

} // namespace

void Session::complete(Waiting& waiting, const Outcome& outcome) {
    if (const auto done = std::exchange(waiting.done, {})) {
        done(outcome);
    }
}

Session::CommandId Session::submit(SessionListener& owner, Command command, std::chrono::milliseconds limit,
                                   Completion done) {
    const std::lock_guard lock(mutex_);
    const auto now = net::Clock::now();
    Waiting waiting{++last_id_, &owner, command, now + limit, std::move(done)};
    const auto id = waiting.id;
    if (ending_) {
        complete(waiting, {Result::canceled, "The device was stopped"});
        return id;
    }
    if (const auto refusal = outcome_without_sending(now)) {
        complete(waiting, *refusal);
        return id;
    }
    if (command == Command::refresh) {
        refreshes_.push_back(std::move(waiting));
        pump();
        return id;
    }
    if (command == Command::play_pause) { // decided by what the person saw when pressing
        waiting.command = shown_.state.is_playing ? Command::pause : Command::play;
    }
    // The newest wish replaces those that wait: nobody wants a queue of old ones played back.
    for (auto& older : commands_) {
        complete(older, {Result::canceled, "A newer command took its place"});
    }
    commands_.clear();
    const bool settled =
        !in_flight_ && !expectation_ && answered_ && failures_ == 0 && now - last_look_ <= fresh_enough;
    const bool done_already = wants_playing(waiting.command) == shown_.state.is_playing;
    if (settled && done_already) {
        complete(waiting, {});
        return id;
    }
    commands_.push_back(std::move(waiting));
    promise(now);
    pump();
    return id;
}

bool Session::cancel(CommandId id) {
    const std::lock_guard lock(mutex_);
    const Outcome canceled{Result::canceled, "The command was taken back before it was sent"};
    const auto drop = [&](Waiting& waiting) {
        if (waiting.id == id) {
            complete(waiting, canceled);
            return true;
        }
        return false;
    };
    if (std::erase_if(commands_, drop) > 0) {
        revert(net::Clock::now());
        pump();
        return true;
    }
    if (std::erase_if(refreshes_, drop) > 0 || std::erase_if(looked_for_, drop) > 0) {
        return true;
    }
    const auto end_listening = [&](Errand& errand) {
        const bool listens = errand.waiting.id == id && errand.listening != nullptr;
        if (listens) {
            complete(errand, canceled);
        }
        return listens;
    };
    if (std::erase_if(errands_, end_listening) > 0) {
        return true;
    }
    const bool is_errand = std::ranges::any_of(
        errands_, [id](const Errand& errand) { return errand.waiting.id == id; }); // goes on
    return is_errand || (in_flight_ && in_flight_->id == id && in_flight_->done) ||
           (verification_ && verification_->waiting.id == id);
}

// What a command comes to at once when nothing may or can be sent.
std::optional<Outcome> Session::outcome_without_sending(TimePoint now) const {
    if (const auto closed = waits_until(now)) {
        return Outcome{Result::rate_limited,
                       "Spotify asked to be left alone until " + clock_time(epoch_ms_of(*closed))};
    }
    using State = auth::SignIn::State;
    const auto sign_in = keeper_->sign_in();
    switch (sign_in.state) {
    case State::missing:
    case State::refused:
        return Outcome{Result::sign_in_needed, sign_in.text};
    case State::client_wrong:
        return Outcome{Result::forbidden, sign_in.text};
    case State::trouble:
    case State::storage:
        if (!keeper_->access(now)) {
            return Outcome{Result::offline, sign_in.text};
        }
        break;
    case State::waiting:
        if (!keeper_->access(now)) {
            return Outcome{Result::rate_limited, sign_in.text};
        }
        break;
    case State::unknown:
    case State::good:
        break;
    }
    return std::nullopt;
}

Outcome Session::held_back(TimePoint now) const {
    return outcome_without_sending(now).value_or(Outcome{Result::rate_limited, "Spotify asked to wait"});
}

void Session::refuse_waiting(const Outcome& outcome) {
    if (!commands_.empty()) {
        for (auto& waiting : commands_) {
            complete(waiting, outcome);
        }
        commands_.clear();
        revert(net::Clock::now());
    }
    complete_refreshes(refreshes_, outcome);
    settle_verification(std::nullopt, outcome);
}

// Drops what nobody waits for any more.
void Session::expire(TimePoint now) {
    const auto drop = [&](Waiting& waiting) {
        const bool late = now >= waiting.deadline;
        if (late) {
            complete(waiting, {Result::timeout, "It was not done in time and is dropped"});
        }
        return late;
    };
    if (std::erase_if(commands_, drop) > 0) {
        revert(now);
    }
    std::erase_if(refreshes_, drop);
    std::erase_if(looked_for_, drop);
    if (verification_ && drop(verification_->waiting)) {
        verification_.reset();
    }
}

// Shows at once what the waiting command is about to do.
void Session::promise(TimePoint now) {
    expectation_ = player::Expectation{wants_playing(commands_.back().command), std::nullopt};
    shown_ = player::with_playing(shown_, expectation_->is_playing, now);
}

// Goes back to what is known, unless another command's promise stands.
void Session::revert(TimePoint now) {
    expectation_.reset();
    shown_ = believed_;
    if (!commands_.empty()) {
        promise(now);
    } else if (in_flight_) {
        expectation_ = player::Expectation{wants_playing(in_flight_->command), std::nullopt};
        shown_ = player::with_playing(shown_, expectation_->is_playing, now);
    }
}

void Session::begin_command(const auth::TokenKeeper::Access& access) {
    in_flight_ = std::move(commands_.front());
    commands_.pop_front();
    engine_.urgent().post([self = shared_from_this(), access, command = in_flight_->command,
                           deadline = in_flight_->deadline] { self->send(access, command, deadline); });
}

void Session::send(auth::TokenKeeper::Access access, Command command, TimePoint deadline) {
    if (!enter()) {
        return;
    }
    const auto limit = std::min(deadline, net::Clock::now() + exchange_limit);
    const auto answer =
        exchange(access, "PUT", command == Command::play ? "/me/player/play" : "/me/player/pause", limit);
    const std::lock_guard lock(mutex_);
    if (!ending_) {
        finish_command(answer);
        pump();
    }
    leave();
}

void Session::finish_command(const Answer& answer) {
    const auto now = net::Clock::now();
    auto waiting = std::move(*in_flight_);
    in_flight_.reset();
    const auto fail = [&](const Outcome& outcome) {
        next_look_ =
            std::min(next_look_, now + player::after_command_first); // what it did is not known for certain
        revert(now);
        complete(waiting, outcome);
    };
    if (const auto* error = std::get_if<net::NetError>(&answer.result)) {
        if (error->failure() == net::Failure::withheld) {
            fail(held_back(now));
            return;
        }
        const bool late = error->failure() == net::Failure::timeout;
        fail({late ? Result::timeout : Result::offline,
              "Spotify could not be reached: " + std::string{error->what()}});
        return;
    }
    const auto verdict = api::judge(std::get<net::Response>(answer.result));
    switch (verdict.refusal) {
    case api::Refusal::none:
        // Done, or so Spotify says; reads may lag behind for a while. A newer promise is not touched.
        if (commands_.empty()) {
            expectation_ = player::Expectation{wants_playing(waiting.command), now + player::settling_time};
        }
        believed_ = player::with_playing(believed_, wants_playing(waiting.command), now);
        next_look_ = now + player::after_command_first;
        complete(waiting, {});
        return;
    case api::Refusal::token:
        keeper_->rejected(answer.generation, now);
        if (!commands_.empty()) {
            complete(waiting, {Result::canceled, "A newer command took its place"});
            return;
        }
        if (!waiting.replayed) {
            waiting.replayed = true; // once, with a new token; the promise stands
            commands_.push_front(std::move(waiting));
            return;
        }
        fail({Result::sign_in_needed, verdict.text});
        return;
    case api::Refusal::not_now:
        if (!verification_ && commands_.empty()) {
            // Spotify answers so too when it plays, or is paused, already.
            const bool playing = wants_playing(waiting.command);
            expectation_.reset();
            shown_ = believed_;
            next_look_ = now;
            verification_ = Verification{std::move(waiting), playing, verdict.text};
            return;
        }
        fail({Result::forbidden, verdict.text});
        return;
    case api::Refusal::rate:
        fail(held_back(now));
        return;
    case api::Refusal::no_device:
    case api::Refusal::not_found:
        fail({Result::no_target, verdict.text});
        return;
    case api::Refusal::server:
    case api::Refusal::request:
        fail({Result::remote, verdict.text});
        return;
    case api::Refusal::scope:
        fail({Result::sign_in_needed, verdict.text});
        return;
    case api::Refusal::premium:
    case api::Refusal::owner_premium:
    case api::Refusal::not_listed:
    case api::Refusal::device_restricted:
    case api::Refusal::volume_fixed:
        fail({Result::forbidden, verdict.text});
        return;
    }
}

} // namespace spotify
