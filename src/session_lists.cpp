// What the session fetches beside the player's state, each by itself: one that fails costs its own property.
#include "session.hpp"

#include "api/decode_contains.hpp"
#include "api/decode_devices.hpp"
#include "api/decode_me.hpp"
#include "api/decode_search.hpp"
#include "list_json.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace spotify {

using player::List;
using player::TimePoint;

namespace {

api::Service service_of(List list) {
    return list == List::playlists || list == List::favorite || list == List::account ? api::Service::lists
                                                                                      : api::Service::web_api;
}

// Ten of each kind is what Spotify gives at most (reference 3.1).
constexpr const char* search_target = "/search?type=track,album,artist,playlist&limit=5&q=";

// Nothing there for this app, now or later: asking again is of no use (reference, section 7).
bool is_withdrawn(api::Refusal refusal) {
    return refusal == api::Refusal::not_now || refusal == api::Refusal::not_found ||
           refusal == api::Refusal::scope || refusal == api::Refusal::request ||
           refusal == api::Refusal::premium;
}

} // namespace

std::string Session::list_target(List list) const {
    switch (list) {
    case List::account:
        return "/me";
    case List::queue:
        return "/me/player/queue";
    case List::favorite:
        return "/me/library/contains?uris=" + net::percent_encoded(shown_.state.uri.value_or(""));
    case List::devices:
        return "/me/player/devices";
    case List::playlists:
        break;
    }
    return "/me/playlists?limit=50";
}

void Session::begin_list(const auth::TokenKeeper::Access& access, List list) {
    const auto uri = shown_.state.uri;
    const bool can_be_favorite =
        shown_.state.content == player::Content::track || shown_.state.content == player::Content::episode;
    if (list == List::favorite && (!uri || !can_be_favorite)) {
        lists_.fetched(list, clock_now()); // there is nothing to ask about
        return;
    }
    listing_ = true;
    lanes_.patient.post([self = shared_from_this(), access, list, target = list_target(list), uri] {
        self->fetch_list(access, list, target, uri);
    });
}

void Session::fetch_list(auth::TokenKeeper::Access access, List list, std::string target,
                         std::optional<std::string> item) {
    if (!enter()) {
        return;
    }
    const auto answer = exchange(
        access,
        {.method = "GET", .target = target, .service = service_of(list), .priority = api::Priority::list},
        clock_now() + exchange_limit);
    const std::lock_guard lock(mutex_);
    listing_ = false;
    if (!ending_ && keeper_->sign_in().state != auth::SignIn::State::missing) {
        finish_list(list, item, answer);
        pump();
    }
    leave();
}

void Session::finish_list(List list, const std::optional<std::string>& item, const Answer& answer) {
    const auto now = clock_now();
    const auto* response = std::get_if<net::Response>(&answer.result);
    const auto verdict =
        response != nullptr ? api::judge(*response) : api::Verdict{api::Refusal::server, "", ""};
    if (verdict.refusal == api::Refusal::token) {
        keeper_->rejected(answer.generation, now);
        return; // due still
    }
    if (is_withdrawn(verdict.refusal)) {
        lists_.turn_off(list);
        return;
    }
    if (verdict.refusal != api::Refusal::none) {
        lists_.failed(list, now, settings_.jitter());
        return;
    }
    try {
        adopt_list(list, item, response->body);
        lists_.fetched(list, now);
    } catch (const json::NotJson&) {
        lists_.failed(list, now, settings_.jitter());
    }
}

void Session::adopt_list(List list, const std::optional<std::string>& item, const std::string& body) {
    switch (list) {
    case List::account:
        account_name_ = api::decode_me(body).display_name;
        return;
    case List::queue:
        queue_ = api::decode_queue(body, settings_.pictures()).queue;
        return;
    case List::favorite:
        if (const auto flags = api::decode_contains(body); item && flags.size() == 1 && flags.front()) {
            favorite_ = {*item, *flags.front()};
        }
        return;
    case List::devices:
        devices_ = api::decode_devices(body);
        return;
    case List::playlists:
        playlists_ = api::decode_playlists(body, settings_.pictures()).playlists;
        return;
    }
}

Session::CommandId Session::search(SessionListener& owner, const std::string& query,
                                   std::chrono::milliseconds limit, Completion done) {
    const std::lock_guard lock(mutex_);
    const auto now = clock_now();
    auto waiting = waiting_for(&owner, limit, std::move(done));
    const auto id = waiting.id;
    if (is_refused(waiting, now)) {
        return id;
    }
    const auto access = keeper_->access(now);
    if (!access || governor_.closed_until(api::Service::lists, now)) {
        complete(waiting,
                 access ? Outcome{Result::rate_limited, "Spotify asked to wait before the next search"}
                        : Outcome{Result::offline, "Spotify is not reached yet: try again in a moment"});
        return id;
    }
    const auto deadline = std::min(waiting.deadline, now + exchange_limit);
    searches_.push_back(std::move(waiting));
    lanes_.urgent.post([self = shared_from_this(), access = *access, id, deadline,
                        target = search_target + net::percent_encoded(query)] {
        if (!self->enter()) {
            return;
        }
        const auto answer = self->exchange(
            access, {.method = "GET", .target = target, .service = api::Service::lists}, deadline);
        const std::lock_guard inner(self->mutex_);
        if (!self->ending_) {
            self->finish_search(id, answer);
            self->pump(); // a token that was refused is renewed now, not with the next timer
        }
        self->leave();
    });
    arm(now);
    return id;
}

void Session::finish_search(CommandId id, const Answer& answer) {
    const auto found = std::ranges::find(searches_, id, &Waiting::id);
    if (found == searches_.end()) {
        return;
    }
    auto waiting = std::move(*found);
    searches_.erase(found);
    const auto now = clock_now();
    if (const auto* error = std::get_if<net::NetError>(&answer.result)) {
        complete(waiting, error->failure() == net::Failure::withheld
                              ? held_back(now)
                              : Outcome{Result::offline,
                                        "Spotify could not be reached: " + std::string{error->what()}});
        return;
    }
    const auto& response = std::get<net::Response>(answer.result);
    const auto verdict = api::judge(response);
    switch (verdict.refusal) {
    case api::Refusal::none:
        try {
            complete(waiting,
                     {Result::ok, "", to_json(api::decode_search(response.body, settings_.pictures()))});
        } catch (const json::NotJson&) {
            complete(waiting, {Result::remote, "Spotify's answer cannot be read: try again"});
        }
        return;
    case api::Refusal::token:
        keeper_->rejected(answer.generation, now);
        complete(waiting, {Result::offline, "The sign-in is being renewed: try again in a moment"});
        return;
    case api::Refusal::rate:
        complete(waiting, {Result::rate_limited, "Spotify asked to wait before the next search"});
        return;
    case api::Refusal::server:
        complete(waiting, {Result::remote, verdict.text});
        return;
    default:
        complete(waiting, {Result::forbidden, verdict.text});
        return;
    }
}

} // namespace spotify
