#include "timeline.hpp"

#include <algorithm>

namespace account_tests {

using namespace spotify::account;

std::string PlayerText::text() const {
    return R"({"device":{"id":"id of )" + device + R"(","name":")" + device +
           R"(","type":"Speaker","is_active":true,"supports_volume":true,"volume_percent":)" +
           std::to_string(volume) + R"(},"shuffle_state":)" + (shuffle ? "true" : "false") +
           R"(,"repeat_state":"off","progress_ms":)" + std::to_string(progress_ms) + R"(,"is_playing":)" +
           (is_playing ? "true" : "false") +
           (context.empty() ? std::string{}
                            : R"(,"context":{"type":"playlist","uri":")" + context + R"("})") +
           R"(,"item":{"type":"track","uri":"spotify:track:)" + name + R"(","name":")" + name +
           R"(","duration_ms":200000,"artists":[{"name":"A"}]}})";
}

spotify::net::Response response(int status, std::string body) {
    spotify::net::Response made;
    made.status = status;
    made.body = std::move(body);
    return made;
}

std::string error(int status, const std::string& message, const std::string& reason) {
    return R"({"error":{"status":)" + std::to_string(status) + R"(,"message":")" + message + '"' +
           (reason.empty() ? std::string{} : R"(,"reason":")" + reason + '"') + "}}";
}

Timeline::Timeline(Spotify spotify, spotify::Membership membership, bool has_worked)
    : on_renewal([](Moment& moment) {
        moment.sign_in.sign_in = {spotify::auth::SignIn::State::good, ""};
        moment.sign_in.access_until = moment.now + 1h;
        moment.sign_in.next_renewal.reset();
    })
    , spotify_(std::move(spotify))
    , account_(Settings{}) {
    moment_.now = begin;
    moment_.epoch_ms = epoch_ms;
    moment_.jitter = 0.5;
    moment_.sign_in = {.sign_in = {spotify::auth::SignIn::State::good, ""}, .access_until = begin + 1h};
    const Millis age = has_worked ? Millis{std::chrono::days{10}} : 1min;
    moment_.sign_in.consent = spotify::auth::ConsentDate{"mark", epoch_ms - age.count(), 0};
    take(Joined{1, std::move(membership)});
    take(Started{});
}

void Timeline::go_to(TimePoint then) {
    moment_.epoch_ms += std::chrono::duration_cast<Millis>(then - moment_.now).count();
    moment_.now = then;
    auto& sign_in = moment_.sign_in;
    if (sign_in.access_until && *sign_in.access_until <= then) {
        sign_in.access_until.reset();
    }
}

std::optional<TimePoint> Timeline::next() const {
    auto next = account_.due();
    const auto consider = [&](const std::optional<TimePoint>& other) {
        if (other) {
            next = next ? std::min(*next, *other) : other;
        }
    };
    for (const auto& one : arriving_) {
        consider(one.at);
    }
    consider(renewed_at_);
    return next;
}

void Timeline::pass(Millis span) {
    const auto end = moment_.now + span;
    for (auto at = next(); at && *at <= end; at = next()) {
        go_to(std::max(*at, moment_.now));
        const auto arrived =
            std::ranges::find_if(arriving_, [&](const Arriving& one) { return one.at <= moment_.now; });
        if (arrived != arriving_.end()) {
            const auto send = arrived->send;
            const auto sent_at = arrived->sent_at;
            arriving_.erase(arrived);
            auto answer = spotify_(send.request, std::chrono::duration_cast<Millis>(sent_at - begin));
            if (auto* made = std::get_if<spotify::net::Response>(&answer)) {
                made->sent_at = sent_at;
                made->received_at = moment_.now;
            }
            take(Answered{send.ticket, std::move(answer)});
        } else if (renewed_at_ && *renewed_at_ <= moment_.now) {
            renewed_at_.reset();
            on_renewal(moment_);
            take(Renewed{});
        } else {
            take(MomentChanged{});
        }
    }
    go_to(end);
}

void Timeline::take(Input input) {
    perform(account_.take(std::move(input), moment_));
}

CommandId Timeline::submit(const spotify::player::Wish& wish, Millis limit, MemberId owner) {
    take(CommandAsked{{.id = ++last_id_, .owner = owner, .deadline = moment_.now + limit}, wish});
    return last_id_;
}

CommandId Timeline::refresh(Millis limit) {
    take(RefreshAsked{{.id = ++last_id_, .owner = 1, .deadline = moment_.now + limit}});
    return last_id_;
}

void Timeline::perform(const Effects& effects) {
    for (const auto& effect : effects) {
        if (const auto* send = std::get_if<Send>(&effect)) {
            sent_.push_back({now(), send->request});
            arriving_.push_back({moment_.now + way, *send, moment_.now});
        } else if (std::holds_alternative<Renew>(effect)) {
            ++renewals_;
            moment_.sign_in.next_renewal.reset();
            renewed_at_ = moment_.now + way;
        } else if (const auto* publish = std::get_if<Publish>(&effect)) {
            views_.push_back({now(), *publish->view});
        } else if (const auto* told = std::get_if<Tell>(&effect)) {
            events_.push_back({now(), told->event});
        } else if (const auto* remember = std::get_if<Remember>(&effect)) {
            remembered_[remember->what] = remember->text;
            ++times_remembered_;
        } else if (const auto* complete = std::get_if<Complete>(&effect)) {
            outcomes_.emplace(complete->id, std::pair{now(), complete->outcome});
        }
    }
}

std::vector<Millis> Timeline::sent(const std::string& method, const std::string& path) const {
    std::vector<Millis> times;
    for (const auto& one : sent_) {
        if (one.request.method == method &&
            one.request.target.substr(0, one.request.target.find('?')) == path) {
            times.push_back(one.at);
        }
    }
    return times;
}

std::vector<Status> Timeline::statuses() const {
    std::vector<Status> all;
    for (const auto& shown : views_) {
        if (all.empty() || all.back() != shown.view.status.status) {
            all.push_back(shown.view.status.status);
        }
    }
    return all;
}

std::optional<Outcome> Timeline::outcome(CommandId id) const {
    const auto found = outcomes_.find(id);
    return found == outcomes_.end() ? std::nullopt : std::optional{found->second.second};
}

std::optional<Millis> Timeline::completed_at(CommandId id) const {
    const auto found = outcomes_.find(id);
    return found == outcomes_.end() ? std::nullopt : std::optional{found->second.first};
}

} // namespace account_tests
