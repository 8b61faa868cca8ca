#include "account/sign_in_errands.hpp"

#include "account/earliest.hpp"
#include "auth/consent_dates.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace spotify::account {

namespace {

Outcome outcome_of(const Ending& ending, bool listens) {
    if (ending.why != Ending::Why::late) {
        return ending.outcome();
    }
    return {Result::timeout, listens ? "No browser came back in time: open the sign-in link again"
                                     : "It is not done yet and goes on: the status tells when it is"};
}

} // namespace

void SignInErrands::ask(SignInAsked asked, Turn& turn) {
    const bool listens = !asked.pasted;
    errands_.push_back({asked.asked, listens});
    if (listens) {
        turn.act(Listen{asked.asked.id, asked.asked.deadline});
    } else {
        turn.act(Redeem{asked.asked.id, std::move(*asked.pasted)});
    }
}

void SignInErrands::ask(const SignOutAsked& asked, Turn& turn) {
    errands_.push_back({asked.asked});
    turn.act(SignOut{asked.asked.id});
}

void SignInErrands::complete(Errand& errand, const Outcome& outcome, Turn& turn) {
    if (errand.listens) {
        turn.act(StopListening{errand.asked.id});
    }
    turn.complete(errand.asked, outcome);
}

std::optional<SignInErrands::Errand> SignInErrands::take(CommandId id) {
    const auto found = std::ranges::find(errands_, id, [](const Errand& errand) { return errand.asked.id; });
    if (found == errands_.end()) {
        return std::nullopt;
    }
    const auto errand = *found;
    errands_.erase(found);
    return errand;
}

std::optional<Asked> SignInErrands::signed_in(CommandId id, Turn& turn) {
    const auto done = take(id);
    std::erase_if(errands_, [&](Errand& errand) { // no browser comes any more
        if (errand.listens) {
            complete(errand, {Result::canceled, "Somebody signed in another way"}, turn);
        }
        return errand.listens;
    });
    return done ? std::optional{done->asked} : std::nullopt;
}

void SignInErrands::ended(CommandId id, const Outcome& outcome, Turn& turn) {
    if (auto done = take(id)) {
        turn.complete(done->asked, outcome);
    }
}

void SignInErrands::end(const Ending& ending, Turn& turn) {
    std::erase_if(errands_, [&](Errand& errand) {
        // What is being redeemed cannot be taken back.
        const bool stays = ending.why == Ending::Why::taken_back && !errand.listens;
        const bool ends = !stays && ending.applies_to(errand.asked);
        if (ends) {
            complete(errand, outcome_of(ending, errand.listens), turn);
        }
        return ends;
    });
}

bool SignInErrands::contains(CommandId id) const {
    return std::ranges::any_of(errands_, [id](const Errand& errand) { return errand.asked.id == id; });
}

std::optional<TimePoint> SignInErrands::due(const Moment& moment) const {
    Earliest earliest;
    for (const auto& errand : errands_) {
        earliest.consider(errand.asked.deadline);
    }
    const auto& consent = moment.sign_in.consent;
    if (consent && consent->ends_at_ms() > moment.epoch_ms) { // past it, the sign-in itself tells
        if (const auto warning = auth::next_warning_ms(*consent)) {
            earliest.consider(moment.now + std::chrono::milliseconds{*warning - moment.epoch_ms});
        }
    }
    return earliest.at;
}

void SignInErrands::advance(Turn& turn) const {
    const auto& moment = turn.moment();
    const auto& consent = moment.sign_in.consent;
    if (const auto due = consent ? auth::due_warning(*consent, moment.epoch_ms) : std::nullopt) {
        turn.tell(
            SignInExpiring{auth::days_left(consent->ends_at_ms(), moment.epoch_ms), consent->ends_at_ms()});
        turn.warned(*due);
    }
}

} // namespace spotify::account
