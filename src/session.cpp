#include "session.hpp"

#include "wall_clock.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

Session::Session(SessionSettings settings, Engine& engine, net::Transport& transport,
                 std::shared_ptr<auth::TokenKeeper> keeper, std::shared_ptr<auth::SignInDesk> desk,
                 std::shared_ptr<Deadlines> deadlines, api::Governor& governor)
    : settings_(std::move(settings))
    , engine_(engine)
    , transport_(transport)
    , keeper_(std::move(keeper))
    , desk_(std::move(desk))
    , deadlines_(std::move(deadlines))
    , governor_(governor) {}

void Session::start() {
    keeper_->on_renewed([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            const std::lock_guard lock(self->mutex_);
            if (self->trouble_) { // a new token may have cured it
                self->next_look_ = net::Clock::now();
            }
            self->pump();
        }
    });
    desk_->on_changed([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            const std::lock_guard lock(self->mutex_);
            self->pump();
        }
    });
    engine_.urgent().post([self = shared_from_this()] {
        if (!self->enter()) {
            return;
        }
        self->deadlines_->restore(); // before the first request: a deadline may be open from before a restart
        self->desk_->prepare();
        const std::lock_guard lock(self->mutex_);
        self->running_ = true;
        self->pump();
        self->leave();
    });
}

bool Session::enter() {
    const std::lock_guard lock(mutex_);
    if (ending_) {
        return false;
    }
    ++under_way_;
    return true;
}

void Session::leave() {
    --under_way_;
    at_rest_.notify_all();
}

void Session::stop() {
    keeper_->on_renewed({});
    desk_->on_changed({});
    cancel_.cancel();
    std::unique_lock lock(mutex_);
    ending_ = true;
    const Outcome canceled{Result::canceled, "The device was stopped"};
    refuse_waiting(canceled);
    complete_refreshes(looked_for_, canceled);
    for (auto& errand : errands_) {
        complete(errand, canceled);
    }
    errands_.clear();
    if (in_flight_) {
        complete(*in_flight_, canceled);
    }
    at_rest_.wait(lock, [this] { return under_way_ == 0; });
}

void Session::join(SessionListener& listener, player::Attention attention) {
    const std::lock_guard lock(mutex_);
    members_.push_back(Member{&listener, attention});
    if (published_) {
        listener.on_view(*published_);
        if (published_->status.status == Status::sign_in_needed) {
            listener.on_event(SignInNeeded{published_->status.text, published_->sign_in_url});
        }
    }
    pump();
}

void Session::withdraw(SessionListener& listener) {
    const std::lock_guard lock(mutex_);
    const Outcome canceled{Result::canceled, "The device was stopped"};
    const auto drop = [&](Waiting& waiting) {
        const bool owned = waiting.owner == &listener;
        if (owned) {
            complete(waiting, canceled);
        }
        return owned;
    };
    const bool promised = std::erase_if(commands_, drop) > 0;
    std::erase_if(refreshes_, drop);
    std::erase_if(looked_for_, drop);
    std::erase_if(errands_, [&](Errand& errand) {
        const bool owned = errand.waiting.owner == &listener;
        if (owned) {
            complete(errand, canceled);
        }
        return owned;
    });
    if (in_flight_) {
        drop(*in_flight_); // it goes on, and nobody hears of its outcome
    }
    if (verification_ && drop(verification_->waiting)) {
        verification_.reset();
    }
    std::erase_if(members_, [&](const Member& member) { return member.listener == &listener; });
    if (promised) { // what was promised in its name is not going to come
        revert(net::Clock::now());
        pump();
    }
}

void Session::set_attention(SessionListener& listener, player::Attention attention) {
    const std::lock_guard lock(mutex_);
    for (auto& member : members_) {
        if (member.listener == &listener) {
            member.attention = attention;
        }
    }
    if (answered_ && failures_ == 0) {
        next_look_ = std::min(next_look_,
                              player::next_look(shown_.state, shown_.anchor, this->attention(), last_look_));
    }
    pump();
}

bool Session::has_listeners() const {
    const std::lock_guard lock(mutex_);
    return !members_.empty();
}

player::Attention Session::attention() const {
    auto most = player::Attention::none;
    for (const auto& member : members_) {
        most = std::max(most, member.attention);
    }
    return most;
}

// The one place that decides what to do next. Called after everything that may have changed the answer.
void Session::pump() {
    if (!running_ || ending_) {
        return;
    }
    const auto now = net::Clock::now();
    expire(now);
    expire_errands(now);
    warn_of_end();
    const auto closed = governor_.closed_until(api::Service::web_api, now);
    // A token that may not be used is not worth a request: while the gate is shut this client id sends
    // nothing at all.
    if (!closed && keeper_->begin_renewal(now)) {
        // stop() does not wait for it, and it holds no reference to this session. It goes before hanging
        // looks when a person waits for it.
        auto& lane = commands_.empty() && refreshes_.empty() ? engine_.patient() : engine_.urgent();
        lane.post([keeper = keeper_] { keeper->renew(); });
    }
    const auto access = keeper_->access(now);
    if (const auto refusal = outcome_without_sending(now)) {
        refuse_waiting(*refusal);
    }
    if (access && !closed) {
        if (!in_flight_ && !commands_.empty()) {
            begin_command(*access);
        }
        if (!looking_ && (now >= next_look_ || !refreshes_.empty())) {
            begin_look(*access);
        }
    }
    publish(now);
    arm(now);
}

void Session::arm(TimePoint now) {
    std::optional<TimePoint> due;
    const auto consider = [&](const std::optional<TimePoint>& candidate) {
        if (candidate) {
            due = due ? std::min(*due, *candidate) : *candidate;
        }
    };
    const auto closed = governor_.closed_until(api::Service::web_api, now);
    consider(closed);
    if (!looking_ && !closed && keeper_->access(now)) {
        consider(next_look_);
    }
    if (!closed) {
        consider(keeper_->next_renewal());
    }
    for (const auto& waiting : commands_) {
        consider(waiting.deadline);
    }
    for (const auto& waiting : refreshes_) {
        consider(waiting.deadline);
    }
    for (const auto& waiting : looked_for_) {
        consider(waiting.deadline);
    }
    if (verification_) {
        consider(verification_->waiting.deadline);
    }
    for (const auto& errand : errands_) {
        consider(errand.waiting.deadline);
    }
    if (const auto consent = keeper_->consent()) {
        if (const auto warning = auth::next_warning_ms(*consent)) {
            consider(now + std::chrono::milliseconds{*warning - epoch_ms_now()});
        }
    }
    if (!due) {
        return;
    }
    // Never in the past: what is due and was not done waits for something else, which pumps when it comes.
    const auto at = std::max(*due, now + std::chrono::milliseconds{1});
    if (!timers_.empty() && *timers_.begin() <= at) {
        return; // that one comes first and arms the next
    }
    engine_.urgent().post_at(at, [weak = weak_from_this(), at] {
        if (const auto self = weak.lock()) {
            const std::lock_guard lock(self->mutex_);
            self->timers_.erase(at);
            self->pump();
        }
    });
    timers_.insert(at);
}

std::optional<TimePoint> Session::waits_until(TimePoint now) const {
    if (const auto closed = governor_.closed_until(api::Service::web_api, now)) {
        return closed;
    }
    const bool needs_token =
        keeper_->sign_in().state == auth::SignIn::State::waiting && !keeper_->access(now);
    return needs_token ? governor_.closed_until(api::Service::accounts, now) : std::nullopt;
}

void Session::publish(TimePoint now) {
    const auto closed = waits_until(now);
    const auto sign_in = keeper_->sign_in();
    const auto consent = keeper_->consent();
    View view;
    view.is_signed_out = sign_in.state == auth::SignIn::State::missing;
    if (view.is_signed_out) {
        forget();
    }
    view.sign_in_url = desk_->url();
    if (consent) {
        view.sign_in_ends_ms = consent->ends_at_ms();
    }
    const bool ends_soon =
        consent && auth::days_left(consent->ends_at_ms(), epoch_ms_now()) <= auth::warning_days[0];
    if (closed) {
        view.rate_limited_until_ms = published_ && published_gate_ == closed
                                         ? published_->rate_limited_until_ms
                                         : std::optional{epoch_ms_of(*closed)};
    }
    view.status = decide_status(StatusInput{.sign_in = sign_in,
                                            .has_access = keeper_->access(now).has_value(),
                                            .closed_until_ms = view.rate_limited_until_ms,
                                            .trouble = trouble_,
                                            .is_current = current_,
                                            .sign_in_ends_ms =
                                                ends_soon ? view.sign_in_ends_ms : std::nullopt});
    // A pause or an outage is over when an answer shows it, not when it is time to ask again.
    const bool was_away = published_ && (published_->status.status == Status::rate_limited ||
                                         published_->status.status == Status::offline);
    if (view.status.status == Status::connecting && was_away) {
        view.status = published_->status;
    }
    current_ = current_ && view.status.status == Status::online;
    view.is_known = answered_;
    view.player = shown_.state;
    view.player.progress_ms = shown_.anchor.progress_ms;
    view.is_stale = answered_ && view.status.status != Status::online;
    // Made once per anchor: both clocks are read a moment apart, and a panel must not see that as news.
    view.progress_at_ms = published_ && published_anchor_ == shown_.anchor.at ? published_->progress_at_ms
                                                                              : epoch_ms_of(shown_.anchor.at);
    published_anchor_ = shown_.anchor.at;
    published_gate_ = closed;
    if (published_ == view) {
        return;
    }
    const bool newly_needed = view.status.status == Status::sign_in_needed &&
                              (!published_ || published_->status.status != Status::sign_in_needed);
    published_ = view;
    for (const auto& member : members_) {
        member.listener->on_view(view);
    }
    if (newly_needed) {
        tell(SignInNeeded{view.status.text, view.sign_in_url});
    }
    const auto identity = player::identity_of(shown_.state);
    if (identity.content == player::Content::none || identity == loaded_) {
        return;
    }
    const bool changed = loaded_.has_value();
    loaded_ = identity;
    if (changed) {
        tell(TrackChanged{shown_.state});
    }
}

Session::Answer Session::exchange(const auth::TokenKeeper::Access& access, const std::string& method,
                                  const std::string& target, TimePoint deadline) {
    try {
        net::Request request{method, settings_.api_path + target, {}, ""};
        request.headers.emplace_back("Authorization", "Bearer " + access.token.reveal());
        request.headers.emplace_back("Accept", "application/json");
        request.may_send = [this] {
            return !governor_.closed_until(api::Service::web_api, net::Clock::now());
        };
        auto response = transport_.exchange(settings_.api, request, deadline, cancel_);
        if (response.status == 429) {
            deadlines_->refused(api::Service::web_api, response);
        } else {
            governor_.answered(api::Service::web_api);
        }
        if (response.ok() || response.status == 403 ||
            response.status == 404) { // what only a good token gets
            keeper_->accepted();
        }
        return Answer{std::move(response), access.generation};
    } catch (const net::NetError& error) {
        return Answer{error, access.generation};
    } catch (const std::exception&) { // out of memory or descriptors: as passing as a broken network
        return Answer{net::NetError(net::Failure::connect, "this controller is out of resources"),
                      access.generation};
    }
}

} // namespace spotify
