#include "account/poll_answer.hpp"

#include "api/decode_player.hpp"
#include "api/refusal.hpp"

#include <string>

namespace spotify::account {

namespace {

Status status_of(api::Refusal refusal) {
    switch (refusal) {
    case api::Refusal::token:
    case api::Refusal::scope:
        return Status::sign_in_needed;
    case api::Refusal::premium:
    case api::Refusal::owner_premium:
        return Status::premium_required;
    case api::Refusal::not_listed:
    case api::Refusal::not_now:
    case api::Refusal::device_restricted:
    case api::Refusal::volume_fixed:
        return Status::not_allowed;
    case api::Refusal::request:
        return Status::failed;
    default:
        return Status::offline;
    }
}

Doubt offline(const std::string& reason) {
    return {.trouble = {Status::offline, reason + "; it is tried again by itself"}};
}

// What the account or the app is, rather than what a request came to: no odd answer looks like it by chance.
bool is_certain(api::Refusal refusal) {
    return refusal != api::Refusal::token && refusal != api::Refusal::request &&
           refusal != api::Refusal::not_now;
}

} // namespace

PollAnswer judge_poll(const Answer& answer, api::PictureHosts pictures, const player::PlayerState& believed) {
    if (const auto* error = std::get_if<net::NetError>(&answer)) {
        if (error->failure() == net::Failure::withheld) {
            return Withheld{};
        }
        return offline("Spotify cannot be reached: " + std::string{error->what()});
    }
    const auto& response = std::get<net::Response>(answer);
    const auto verdict = api::judge(response);
    if (verdict.refusal == api::Refusal::rate) {
        return Withheld{};
    }
    if (verdict.refusal == api::Refusal::token) {
        return Doubt{.trouble = {Status::sign_in_needed,
                                 "Spotify refuses the access token even after a renewal: sign in again"},
                     .is_lasting = true};
    }
    if (verdict.refusal != api::Refusal::none) {
        const auto status = status_of(verdict.refusal);
        const bool is_lasting = status != Status::offline;
        return Doubt{.trouble = {status, verdict.text},
                     .is_lasting = is_lasting,
                     .is_certain = is_lasting && is_certain(verdict.refusal)};
    }
    try {
        const auto state = response.status == 204 ? player::PlayerState{}
                                                  : api::decode_player(response.body, pictures, believed);
        // Spotify gives no clock of its own: the middle of the exchange is when the position was true
        // (reference 4.1).
        const auto at = response.sent_at + (response.received_at - response.sent_at) / 2;
        return player::Shown{state, player::Anchor{state.progress_ms, at}};
    } catch (const json::NotJson& problem) {
        return offline("Spotify cannot be understood: " + std::string{problem.what()});
    }
}

} // namespace spotify::account
