#include "account/publisher.hpp"

#include "account/hindrance.hpp"
#include "account/lists.hpp"
#include "account/playback.hpp"

#include <chrono>
#include <cstdlib>
#include <utility>

namespace spotify::account {

namespace {

// The count rises with each request; told each time, it would be the only news there is.
constexpr std::chrono::minutes requests_told_every{1};

// A moment as it was told, but where the wall clock was set since.
std::int64_t kept_or_anew(std::int64_t told_ms, std::int64_t now_ms) {
    constexpr std::int64_t step_ms = 1'000;
    return std::abs(told_ms - now_ms) < step_ms ? told_ms : now_ms;
}

bool is_away(Status status) {
    return status == Status::rate_limited || status == Status::offline;
}

std::optional<std::string> device_of(const View& view) {
    return view.player.device ? std::optional{view.player.device->name} : std::nullopt;
}

} // namespace

void Publisher::forget() {
    is_current_ = false;
    loaded_.reset();
}

void Publisher::count_requests(const Moment& moment) {
    if (!requests_told_at_ || moment.now - *requests_told_at_ >= requests_told_every) {
        requests_told_at_ = moment.now;
        requests_today_ = moment.gate.sent_in_a_day;
    }
}

void Publisher::show(MemberId member, Turn& turn) const {
    if (published_ == nullptr) {
        return;
    }
    turn.publish(published_, member);
    if (published_->status.status == Status::sign_in_needed) {
        turn.tell(SignInNeeded{published_->status.text, published_->sign_in_url.get()}, member);
    }
}

void Publisher::advance(const Sources& sources, Turn& turn) {
    auto view = view_of(sources);
    if (published_ != nullptr && *published_ == view) {
        return;
    }
    const auto before = std::exchange(published_, std::make_shared<const View>(std::move(view)));
    turn.publish(published_);
    tell_changes(before, sources.playback.shown(), turn);
}

View Publisher::view_of(const Sources& sources) {
    const auto& [moment, playback, lists, trouble, unknown_zones, is_favorite, poll_interval] = sources;
    const auto asked = asked_to_wait_until(moment);
    const auto spent = asked ? std::nullopt : moment.gate.spent_until(api::Priority::poll);
    const auto closed = asked ? asked : spent;
    const auto& shown = playback.shown();
    View view;
    view.is_signed_out = moment.sign_in.sign_in.state == auth::SignIn::State::missing;
    view.sign_in_url = moment.sign_in_url;
    if (moment.sign_in.consent) {
        view.sign_in_ends_ms = moment.sign_in.consent->ends_at_ms();
    }
    // Epoch times are made once for each moment: both clocks are read a moment apart, and a panel must not see
    // that as news.
    if (closed) {
        const auto until = moment.epoch_ms_of(*closed);
        const bool is_same =
            published_ != nullptr && published_gate_ == closed && published_->rate_limited_until_ms;
        view.rate_limited_until_ms =
            is_same ? kept_or_anew(*published_->rate_limited_until_ms, until) : until;
    }
    if (published_gate_ != closed) {
        gate_since_ms_ = moment.epoch_ms;
    }
    published_gate_ = closed;
    view.status = status_of(sources, view, spent.has_value());
    view.unknown_zones = unknown_zones;
    is_current_ = is_current_ && view.status.status == Status::online;
    view.is_known = playback.is_known();
    view.player = shown.state;
    view.player.progress_ms = shown.anchor.progress_ms;
    view.is_stale = playback.is_known() && view.status.status != Status::online;
    view.progress_at_ms = published_ != nullptr && published_anchor_ == shown.anchor.at
                              ? kept_or_anew(published_->progress_at_ms, moment.epoch_ms_of(shown.anchor.at))
                              : moment.epoch_ms_of(shown.anchor.at);
    published_anchor_ = shown.anchor.at;
    view.poll_interval_ms = poll_interval.count();
    view.requests_per_day = moment.gate.requests_per_day;
    view.requests_today = requests_today_;
    view.account_name = lists.account_name();
    view.queue = lists.queue();
    view.devices = lists.devices();
    view.playlists = lists.playlists();
    view.is_favorite = is_favorite;
    return view;
}

StatusReport Publisher::status_of(const Sources& sources, const View& view, bool is_budget_spent) {
    const auto& moment = sources.moment;
    const auto& consent = moment.sign_in.consent;
    const bool ends_soon =
        consent && auth::days_left(consent->ends_at_ms(), moment.epoch_ms) <= auth::warning_days[0];
    auto status =
        decide_status(StatusInput{.sign_in = moment.sign_in.sign_in,
                                  .has_access = moment.has_access(),
                                  .closed_until_ms = view.rate_limited_until_ms,
                                  .closed_since_ms = gate_since_ms_,
                                  .spent_budget = is_budget_spent ? moment.gate.requests_per_day : 0,
                                  .trouble = sources.trouble,
                                  .is_current = is_current_,
                                  .sign_in_ends_ms = ends_soon ? view.sign_in_ends_ms : std::nullopt});
    // A pause or an outage is over when an answer shows it, not when it is time to ask again.
    if (status.status == Status::connecting && published_ != nullptr && is_away(published_->status.status)) {
        status = published_->status;
    }
    return status;
}

// What a panel can tell from two views in a row, as events, so that rules need not compare.
void Publisher::tell_changes(const std::shared_ptr<const View>& before, const player::Shown& shown,
                             Turn& turn) {
    const auto& view = *published_;
    const auto came = [&](Status status) {
        return view.status.status == status && (before == nullptr || before->status.status != status);
    };
    if (came(Status::sign_in_needed)) {
        turn.tell(SignInNeeded{view.status.text, view.sign_in_url.get()});
    }
    if (came(Status::rate_limited) && view.rate_limited_until_ms) {
        turn.tell(RateLimited{*view.rate_limited_until_ms});
    }
    const bool are_both_known = view.is_known && before != nullptr && before->is_known;
    if (are_both_known && view.player.is_playing != before->player.is_playing) {
        turn.tell(view.player.is_playing ? Event{PlaybackStarted{}} : Event{PlaybackStopped{}});
    }
    if (are_both_known && device_of(view) != device_of(*before)) {
        turn.tell(DeviceChanged{device_of(view)});
    }
    if (shown.state.item->content == player::Content::none) {
        return; // what comes after a time of nothing is compared with what was there before
    }
    const bool is_same =
        loaded_ && player::is_same_item(loaded_->state,
                                        player::position_at(loaded_->anchor, loaded_->state, shown.anchor.at),
                                        shown.state);
    const bool is_first = !loaded_;
    loaded_ = shown;
    if (!is_first && !is_same) {
        turn.tell(TrackChanged{shown.state});
    }
}

} // namespace spotify::account
