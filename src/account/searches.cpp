#include "account/searches.hpp"

#include "account/exchange_limit.hpp"
#include "account/hindrance.hpp"
#include "api/decode_search.hpp"
#include "api/list_json.hpp"
#include "api/refusal.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <utility>

namespace spotify::account {

namespace {

// Ten of each kind is what Spotify gives at most (reference 3.1).
constexpr const char* search_target = "/search?type=track,album,artist,playlist&limit=5&q=";

const Outcome asked_to_wait{Result::rate_limited, "Spotify asked to wait before the next search"};

} // namespace

void Searches::ask(Asked asked, const std::string& query, Turn& turn) {
    const auto& moment = turn.moment();
    if (!moment.has_access()) {
        turn.complete(asked, {Result::offline, "Spotify is not reached yet: try again in a moment"});
        return;
    }
    if (moment.gate.lists) {
        turn.complete(asked, asked_to_wait);
        return;
    }
    turn.act(Send{
        .ticket = {Ticket::Purpose::search, asked.id},
        .request = {.target = search_target + net::percent_encoded(query), .service = api::Service::lists},
        .deadline = std::min(asked.deadline, moment.now + exchange_limit),
        .is_urgent = true});
    under_way_.add(asked);
}

void Searches::answered(CommandId id, const Answer& answer, Turn& turn) {
    if (auto asked = under_way_.take(id)) {
        turn.complete(*asked, outcome_of(answer, turn.moment()));
    }
}

Outcome Searches::outcome_of(const Answer& answer, const Moment& moment) const {
    if (const auto* error = std::get_if<net::NetError>(&answer)) {
        return error->failure() == net::Failure::withheld
                   ? held_back(moment)
                   : Outcome{Result::offline, "Spotify could not be reached: " + std::string{error->what()}};
    }
    const auto& response = std::get<net::Response>(answer);
    const auto verdict = api::judge(response);
    switch (verdict.refusal) {
    case api::Refusal::none:
        try {
            return {Result::ok, "", to_json(api::decode_search(response.body, pictures_))};
        } catch (const json::NotJson&) {
            return {Result::remote, "Spotify's answer cannot be read: try again"};
        }
    case api::Refusal::token:
        return {Result::offline, "The sign-in is being renewed: try again in a moment"};
    case api::Refusal::rate:
        return asked_to_wait;
    case api::Refusal::server:
        return {Result::remote, verdict.text};
    default:
        return {Result::forbidden, verdict.text};
    }
}

} // namespace spotify::account
