#include "session.hpp"

#include "auth/token_requests.hpp"
#include "wall_clock.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

namespace {

// The count rises with each look; told each time, it would be the only news there is.
constexpr std::chrono::minutes requests_told_every{1};

} // namespace

Session::Session(SessionSettings settings, Lanes lanes, std::shared_ptr<TransactionLog> transport,
                 std::shared_ptr<auth::TokenKeeper> keeper, std::shared_ptr<auth::SignInDesk> desk,
                 std::shared_ptr<Deadlines> deadlines, api::Governor& governor)
    : settings_(std::move(settings))
    , lanes_(lanes)
    , transport_(std::move(transport))
    , keeper_(std::move(keeper))
    , desk_(std::move(desk))
    , deadlines_(std::move(deadlines))
    , governor_(governor) {}

void Session::start() {
    keeper_->on_renewed([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            const std::lock_guard lock(self->mutex_);
            if (self->trouble_) { // a new token may have cured it
                self->next_look_ = self->clock_now();
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
    lanes_.urgent.post([self = shared_from_this()] {
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
    governor_.withdraw(this); // and nothing declares it again
    const Outcome canceled{Result::canceled, "The device was stopped"};
    end_fade(canceled);
    refuse_waiting(canceled);
    complete_all(looked_for_, canceled);
    complete_all(searches_, canceled);
    for (auto& errand : errands_) {
        complete(errand, canceled);
    }
    errands_.clear();
    if (in_flight_) {
        complete(*in_flight_, canceled);
    }
    at_rest_.wait(lock, [this] { return under_way_ == 0; });
}

void Session::join(SessionListener& listener, Membership membership) {
    const std::lock_guard lock(mutex_);
    members_.push_back(Member{&listener, std::move(membership)});
    if (published_) {
        listener.on_view(*published_);
        if (published_->status.status == Status::sign_in_needed) {
            listener.on_event(SignInNeeded{published_->status.text, published_->sign_in_url.get()});
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
    std::erase_if(commands_, drop);
    std::erase_if(refreshes_, drop);
    std::erase_if(looked_for_, drop);
    std::erase_if(searches_, drop);
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
    if (fade_ && fade_->waiting.owner == &listener) {
        end_fade(canceled);
    }
    std::erase_if(members_, [&](const Member& member) { return member.listener == &listener; });
    reckon(clock_now()); // what was promised in its name is not going to come
    pump();
}

void Session::set_attention(SessionListener& listener, player::Attention attention) {
    const std::lock_guard lock(mutex_);
    for (auto& member : members_) {
        if (member.listener == &listener) {
            member.membership.attention = attention;
        }
    }
    if (answered_ && failures_ == 0) {
        next_look_ = std::min(next_look_, next_look_after(last_look_));
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
        most = std::max(most, member.membership.attention);
    }
    return most;
}

const Membership& Session::membership_of(const SessionListener& listener) const {
    static const Membership nobody;
    const auto found = std::ranges::find(members_, &listener, &Member::listener);
    return found == members_.end() ? nobody : found->membership;
}

// The one place that decides what to do next. Called after everything that may have changed the answer.
void Session::pump() {
    if (!running_ || ending_) {
        return;
    }
    const auto now = clock_now();
    expire(now);
    expire_errands(now);
    warn_of_end();
    step_fade(now);
    const auto closed = governor_.closed_until(api::Service::web_api, now);
    // A token that may not be used is not worth a request: while the gate is shut this client id sends
    // nothing at all.
    if (!closed && keeper_->begin_renewal(now)) {
        // stop() does not wait for it, and it holds no reference to this session. It goes before hanging
        // looks when a person waits for it.
        auto& lane = commands_.empty() && refreshes_.empty() ? lanes_.patient : lanes_.urgent;
        lane.post([keeper = keeper_] { keeper->renew(); });
    }
    const auto access = keeper_->access(now);
    if (const auto refusal = outcome_without_sending(now)) {
        refuse_waiting(*refusal);
    }
    if (const auto spent = governor_.spent_until(api::Priority::look, now)) {
        complete_all(refreshes_, budget_is_spent(*spent));
    }
    if (closed && next_look_ < *closed) { // not all accounts in the same moment
        next_look_ = *closed + std::chrono::duration_cast<std::chrono::milliseconds>(
                                   settings_.pace.reopening * settings_.jitter());
    }
    governor_.declare(this, {access ? player::usual_interval(settings_.pace, shown_.state, attention(), 1)
                                    : std::chrono::milliseconds{0},
                             settings_.requests_per_day});
    if (access && !closed) {
        if (const auto next = in_flight_ ? std::nullopt : next_command(now);
            next && may_leave(api::Service::web_api, api::Priority::command, now)) {
            begin_command(*access, *next);
        }
        if (!looking_ && (now >= next_look_ || !refreshes_.empty()) &&
            may_leave(api::Service::web_api, api::Priority::look, now)) {
            begin_look(*access);
        }
        const bool may_list = answered_ && !listing_ && failures_ == 0;
        if (const auto list = may_list ? lists_.due(attention(), now) : std::nullopt;
            list && may_leave(api::Service::lists, api::Priority::list, now)) {
            begin_list(*access, *list);
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
        const auto wanted = refreshes_.empty() ? next_look_ : now;
        consider(std::max(wanted, leaves_at(api::Service::web_api, api::Priority::look, now)));
    }
    if (!closed) {
        consider(keeper_->next_renewal());
    }
    for (const auto& waiting : commands_) {
        consider(waiting.deadline);
    }
    if (const auto next = in_flight_ || closed ? std::nullopt : next_command_at()) {
        consider(std::max(*next, leaves_at(api::Service::web_api, api::Priority::command, now)));
    }
    if (fade_) {
        consider(fade_->next);
    }
    if (answered_ && !listing_ && failures_ == 0 && keeper_->access(now)) {
        if (const auto next = lists_.next_due(attention())) {
            consider(std::max(*next, leaves_at(api::Service::lists, api::Priority::list, now)));
        }
    }
    for (const auto& waiting : searches_) {
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
    lanes_.urgent.post_at(at, [weak = weak_from_this(), at] {
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

bool Session::may_leave(api::Service service, api::Priority priority, TimePoint now) const {
    return leaves_at(service, priority, now) <= now;
}

TimePoint Session::leaves_at(api::Service service, api::Priority priority, TimePoint now) const {
    return std::max(governor_.closed_until(service, now).value_or(now),
                    governor_.full_until(priority, now).value_or(now));
}

TimePoint Session::next_look_after(TimePoint look) const {
    return player::next_look(settings_.pace, {shown_, attention(), activity_, stretch_}, look);
}

View Session::view_now(TimePoint now, const auth::SignIn& sign_in) {
    const auto asked = waits_until(now);
    const auto spent = asked ? std::nullopt : governor_.spent_until(api::Priority::look, now);
    const auto closed = asked ? asked : spent;
    const auto consent = keeper_->consent();
    View view;
    view.is_signed_out = sign_in.state == auth::SignIn::State::missing;
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
    published_gate_ = closed;
    view.status =
        decide_status(StatusInput{.sign_in = sign_in,
                                  .has_access = keeper_->access(now).has_value(),
                                  .closed_until_ms = view.rate_limited_until_ms,
                                  .spent_budget = spent ? governor_.requests_per_day() : 0,
                                  .trouble = trouble_,
                                  .is_current = current_,
                                  .sign_in_ends_ms = ends_soon ? view.sign_in_ends_ms : std::nullopt});
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
    view.poll_interval_ms =
        player::usual_interval(settings_.pace, shown_.state, attention(), stretch_).count();
    if (stretch_ > 1) { // it creeps, and each step is no news
        view.poll_interval_ms = (view.poll_interval_ms + 999) / 1'000 * 1'000;
    }
    view.requests_per_day = governor_.requests_per_day();
    const bool is_time = !requests_told_at_ || now - *requests_told_at_ >= requests_told_every;
    if (is_time || !published_) {
        requests_told_at_ = now;
        view.requests_today = governor_.sent_in_a_day(now);
    } else {
        view.requests_today = published_->requests_today;
    }
    view.account_name = account_name_;
    view.queue = queue_;
    view.devices = devices_;
    view.playlists = playlists_;
    view.is_favorite = favorite_shown();
    return view;
}

std::optional<bool> Session::favorite_shown() const {
    std::optional<bool> shown;
    if (favorite_ && shown_.state.uri == favorite_->first) {
        shown = favorite_->second;
    }
    const auto promise = [&](const Waiting& waiting) {
        const auto* favorite = std::get_if<player::SetFavorite>(&waiting.command);
        if (favorite != nullptr && shown_.state.uri == favorite->uri) {
            shown = favorite->favorite;
        }
    };
    if (in_flight_) {
        promise(*in_flight_);
    }
    std::ranges::for_each(commands_, promise);
    return shown;
}

void Session::publish(TimePoint now) {
    const auto sign_in = keeper_->sign_in();
    if (sign_in.state == auth::SignIn::State::missing) {
        forget();
    }
    auto view = view_now(now, sign_in);
    if (published_ == view) {
        return;
    }
    const auto before = std::exchange(published_, std::move(view));
    for (const auto& member : members_) {
        member.listener->on_view(*published_);
    }
    tell_changes(before);
}

void Session::tell(const Event& event) {
    for (const auto& member : members_) {
        member.listener->on_event(event);
    }
}

// What a panel can tell from two views in a row, as events, so that rules need not compare.
void Session::tell_changes(const std::optional<View>& before) {
    const auto& view = *published_;
    const auto came = [&](Status status) {
        return view.status.status == status && (!before || before->status.status != status);
    };
    if (came(Status::sign_in_needed)) {
        tell(SignInNeeded{view.status.text, view.sign_in_url.get()});
    }
    if (came(Status::rate_limited) && view.rate_limited_until_ms) {
        tell(RateLimited{*view.rate_limited_until_ms});
    }
    const bool both_known = view.is_known && before && before->is_known;
    if (both_known && view.player.is_playing != before->player.is_playing) {
        tell(view.player.is_playing ? Event{PlaybackStarted{}} : Event{PlaybackStopped{}});
    }
    const auto device_of = [](const View& one) {
        return one.player.device ? std::optional{one.player.device->name} : std::nullopt;
    };
    if (both_known && device_of(view) != device_of(*before)) {
        tell(DeviceChanged{device_of(view)});
    }
    if (shown_.state.content == player::Content::none) {
        return; // what comes after a time of nothing is compared with what was there before
    }
    const bool is_same =
        loaded_ && player::is_same_item(
                       loaded_->state, player::position_at(loaded_->anchor, loaded_->state, shown_.anchor.at),
                       shown_.state);
    const bool is_first = !loaded_;
    loaded_ = shown_;
    if (!is_first && !is_same) {
        tell(TrackChanged{shown_.state});
    }
}

Session::Answer Session::exchange(const auth::TokenKeeper::Access& access, const Ask& ask,
                                  TimePoint deadline) {
    const auto service = ask.service;
    try {
        deadlines_->cover(clock_now());
        net::Request request{ask.method, settings_.api_path + ask.target, {}, ask.body};
        if (!ask.body.empty()) {
            request.headers.emplace_back("Content-Type", "application/json");
        }
        request.headers.emplace_back("Authorization", "Bearer " + access.token.reveal());
        request.headers.emplace_back("Accept", "application/json");
        request.may_send = [this, &ask] { return governor_.leave(ask.service, ask.priority, clock_now()); };
        auto response = transport_->exchange(settings_.api, request, deadline, cancel_);
        auth::wipe_credentials(request);
        if (response.status == 429) {
            // The rate limit is the app's as a whole; a used-up quota is that of what was asked for.
            const bool is_quota = api::judge(response).reason == "QUOTA_EXCEEDED";
            deadlines_->refused(is_quota ? service : api::Service::web_api, response, clock_now());
        } else {
            governor_.answered(service);
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
