// The session's part in signing in and out: who waits for it, what is told, and what is forgotten.
#include "session.hpp"

#include "wall_clock.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

namespace {

constexpr const char* signed_out = "Signed out: the account's tokens and what was shown of it are wiped from "
                                   "this controller. To end the app's "
                                   "access at Spotify too, remove it on the account's page under Apps";

// What an account that has just signed in turns out to be good for.
Outcome after_sign_in(const Outcome& look) {
    switch (look.result) {
    case Result::ok:
        return {Result::ok, "Signed in"};
    case Result::forbidden: // not on the app's list, say: tokens were given all the same
    case Result::sign_in_needed:
        return {look.result, "Signed in, but Spotify refuses this account: " + look.text};
    default: // the sign-in is stored and does not depend on it
        return {Result::ok, "Signed in" + (look.text.empty() ? look.text : ". " + look.text)};
    }
}

} // namespace

void Session::secrets_changed() {
    lanes_.urgent.post([weak = weak_from_this(), desk = desk_, keeper = keeper_] {
        desk->prepare(); // the app may have got a secret, or lost it
        keeper->secrets_changed(net::Clock::now());
        if (const auto self = weak.lock()) {
            const std::lock_guard lock(self->mutex_);
            self->pump();
        }
    });
}

void Session::complete(Errand& errand, const Outcome& outcome) {
    if (errand.listening != nullptr) {
        errand.listening->cancel();
    }
    complete(errand.waiting, outcome);
}

Session::CommandId Session::take_errand(SessionListener& owner, std::chrono::milliseconds limit,
                                        std::shared_ptr<net::Cancel> listening, Completion done) {
    const std::lock_guard lock(mutex_);
    auto waiting = waiting_for(&owner, limit, std::move(done));
    const auto id = waiting.id;
    if (ending_) {
        complete(waiting, {Result::canceled, "The device was stopped"});
        return 0;
    }
    errands_.push_back({std::move(waiting), std::move(listening)});
    pump(); // for its deadline
    return id;
}

Session::CommandId Session::sign_in(SessionListener& owner, std::optional<auth::Secret> pasted,
                                    std::chrono::milliseconds limit, Completion done) {
    const auto listening = pasted ? nullptr : std::make_shared<net::Cancel>();
    const auto id = take_errand(owner, limit, listening, std::move(done));
    if (id == 0) {
        return id;
    }
    const auto finish = [weak = weak_from_this(), id](const Outcome& outcome) {
        if (const auto self = weak.lock()) {
            self->finish_sign_in(id, outcome);
        }
    };
    if (pasted) {
        lanes_.urgent.post([desk = desk_, text = std::move(*pasted), finish] { finish(desk->redeem(text)); });
    } else {
        lanes_.urgent.post([desk = desk_, deadline = clock_now() + limit, listening, finish] {
            desk->listen(deadline, listening, finish);
        });
    }
    return id;
}

Session::CommandId Session::sign_out(SessionListener& owner, std::chrono::milliseconds limit,
                                     Completion done) {
    const auto id = take_errand(owner, limit, nullptr, std::move(done));
    if (id == 0) {
        return id;
    }
    lanes_.urgent.post([weak = weak_from_this(), desk = desk_, id] {
        const auto outcome = desk->sign_out();
        if (const auto self = weak.lock()) {
            self->finish_errand(id, outcome);
        }
    });
    return id;
}

void Session::finish_sign_in(CommandId id, const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(errands_, id, [](const Errand& one) { return one.waiting.id; });
    std::optional<Waiting> waiting;
    if (found != errands_.end()) {
        waiting = std::move(found->waiting);
        errands_.erase(found);
    }
    if (outcome.result == Result::ok && !ending_) {
        trouble_.reset(); // of the account before
        failures_ = 0;
        next_look_ = clock_now();
        lists_.begin_anew();
        account_name_.reset();
        std::erase_if(errands_, [](Errand& errand) { // no browser comes any more
            const bool listens = errand.listening != nullptr;
            if (listens) {
                complete(errand, {Result::canceled, "Somebody signed in another way"});
            }
            return listens;
        });
        if (waiting) { // whether this account can be used is what a look shows
            waiting->done = [done = std::move(waiting->done)](const Outcome& look) {
                done(after_sign_in(look));
            };
            refreshes_.push_back(std::move(*waiting));
        }
    } else if (waiting) {
        complete(*waiting, outcome);
    }
    pump();
}

void Session::finish_errand(CommandId id, const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(errands_, id, [](const Errand& one) { return one.waiting.id; });
    if (found != errands_.end()) {
        auto waiting = std::move(found->waiting);
        errands_.erase(found);
        pump(); // what is shown first
        complete(waiting, outcome.result == Result::ok ? Outcome{Result::ok, signed_out} : outcome);
    } else {
        pump();
    }
}

// The work itself goes on: it is bounded, and half of it may be done.
void Session::expire_errands(TimePoint now) {
    std::erase_if(errands_, [&](Errand& errand) {
        const bool late = now >= errand.waiting.deadline;
        if (late) {
            complete(errand,
                     {Result::timeout, errand.listening != nullptr
                                           ? "No browser came back in time: open the sign-in link again"
                                           : "It is not done yet and goes on: the status tells when it is"});
        }
        return late;
    });
}

void Session::warn_of_end() {
    const auto consent = keeper_->consent();
    const auto now = epoch_ms_now();
    const auto due = consent ? auth::due_warning(*consent, now) : std::nullopt;
    if (!due) {
        return;
    }
    keeper_->warned(*due);
    tell(SignInExpiring{auth::days_left(consent->ends_at_ms(), now), consent->ends_at_ms()});
    lanes_.urgent.post([desk = desk_] { desk->store_warned(); });
}

// Nothing of an account that has signed out stays to be seen.
void Session::forget() {
    believed_ = {};
    shown_ = {};
    settling_.clear();
    loaded_.reset();
    answered_ = false;
    current_ = false;
    trouble_.reset();
    volume_memory_ = {};
    activity_ = {};
    lists_.begin_anew();
    account_name_.reset();
    queue_.reset();
    devices_.reset();
    playlists_.reset();
    favorite_.reset();
}

} // namespace spotify
