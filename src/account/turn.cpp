#include "account/turn.hpp"

#include <algorithm>
#include <iterator>

namespace spotify::account {

namespace {

// What an account that has just signed in turns out to be good for.
Outcome after_sign_in(const Outcome& poll) {
    switch (poll.result) {
    case Result::ok:
        return {Result::ok, "Signed in"};
    case Result::forbidden: // not on the app's list, say: tokens were given all the same
    case Result::sign_in_needed:
        return {poll.result, "Signed in, but Spotify refuses this account: " + poll.text};
    default: // the sign-in is stored and does not depend on it
        return {Result::ok, "Signed in" + (poll.text.empty() ? poll.text : ". " + poll.text)};
    }
}

} // namespace

void Turn::renew(bool is_urgent) {
    moment_.sign_in.next_renewal.reset();
    act(Renew{is_urgent});
}

void Turn::warned(int days) {
    moment_.sign_in.consent->warned = days;
    act(Warned{days});
}

void Turn::publish(std::shared_ptr<const View> view, MemberId only) {
    shown_.emplace_back(Publish{std::move(view), only});
}

void Turn::tell(Event event, MemberId only) {
    shown_.emplace_back(Tell{std::move(event), only});
}

void Turn::complete(Asked& asked, const Outcome& outcome) {
    if (const auto id = std::exchange(asked.id, 0); id != 0) {
        complete_.emplace_back(Complete{id, asked.is_sign_in ? after_sign_in(outcome) : outcome});
    }
}

bool Turn::ends(Asked& asked, const Ending& ending) {
    const bool applies = ending.applies_to(asked);
    if (applies) {
        complete(asked, ending.outcome());
    }
    return applies;
}

Effects Turn::take_effects() {
    auto all = std::move(acts_);
    std::ranges::move(shown_, std::back_inserter(all));
    std::ranges::move(complete_, std::back_inserter(all));
    return all;
}

} // namespace spotify::account
