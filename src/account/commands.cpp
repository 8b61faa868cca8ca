#include "account/commands.hpp"

#include "account/earliest.hpp"
#include "account/exchange_limit.hpp"

#include <algorithm>
#include <utility>

namespace spotify::account {

namespace {

// Before its deadline a command is sent whatever the polls say: an answer takes about so long.
constexpr std::chrono::milliseconds last_chance{1'500};

} // namespace

bool Commands::add(Pending pending, bool is_done, Turn& turn) {
    for (auto older = waiting_.begin(); older != waiting_.end();) {
        switch (player::meet(pending.command, older->command)) {
        case player::Meeting::apart:
            ++older;
            break;
        case player::Meeting::replaces: // nobody wants a queue of old wishes played back
            turn.complete(older->asked, {Result::canceled, "A newer command took its place"});
            older = waiting_.erase(older);
            break;
        case player::Meeting::cancels:
            turn.complete(older->asked, {});
            waiting_.erase(older);
            turn.complete(pending.asked, {});
            return true;
        }
    }
    const auto steps =
        std::ranges::count_if(waiting_, [](const Pending& one) { return player::is_step(one.command); });
    if (player::is_step(pending.command) && steps >= static_cast<std::ptrdiff_t>(player::most_steps)) {
        turn.complete(pending.asked, {Result::busy, "Too many presses are waiting: try again in a moment"});
        return false;
    }
    if (is_done) {
        turn.complete(pending.asked, {});
        return false;
    }
    waiting_.push_back(std::move(pending));
    return true;
}

bool Commands::end(const Ending& ending, Turn& turn) {
    bool had_some = std::erase_if(waiting_, [&](Pending& one) { return turn.ends(one.asked, ending); }) > 0;
    if (verification_ && ending.why != Ending::Why::taken_back &&
        turn.ends(verification_->pending.asked, ending)) {
        verification_.reset();
    }
    // It goes on, and nothing waits for its outcome.
    if (in_flight_ && (ending.why == Ending::Why::withdrawn || ending.why == Ending::Why::stopped)) {
        had_some = turn.ends(in_flight_->pending().asked, ending) || had_some;
    }
    return had_some;
}

bool Commands::contains(CommandId id) const {
    return (in_flight_ && in_flight_->pending().asked.id == id) ||
           (verification_ && verification_->pending.asked.id == id) ||
           std::ranges::any_of(waiting_, [id](const Pending& one) { return one.asked.id == id; });
}

void Commands::refuse(const Outcome& outcome, Turn& turn) {
    auto refused = std::exchange(waiting_, {});
    for (auto& one : refused) {
        turn.complete(one.asked, outcome);
    }
    verify(std::nullopt, outcome, turn);
}

std::optional<CommandEnded> Commands::advance(const Shared<player::Device>& active,
                                              const Shared<std::vector<player::Device>>& known,
                                              const Evidence& evidence, Turn& turn) {
    const auto& moment = turn.moment();
    if (in_flight_ || !moment.may_leave(api::Service::web_api, api::Priority::command)) {
        return std::nullopt;
    }
    const auto next = std::ranges::find_if(
        waiting_, [&](const Pending& one) { return free_at(one, evidence) <= moment.now; });
    if (next == waiting_.end()) {
        return std::nullopt;
    }
    in_flight_ = Delivery{std::move(*next)};
    waiting_.erase(next);
    deadline_ = std::min(in_flight_->pending().asked.deadline, moment.now + exchange_limit);
    return follow(in_flight_->begin(active, known), evidence, turn);
}

std::optional<TimePoint> Commands::due(const Evidence& evidence, const Moment& moment) const {
    Earliest earliest;
    for (const auto& one : waiting_) {
        earliest.consider(one.asked.deadline);
    }
    if (verification_) {
        earliest.consider(verification_->pending.asked.deadline);
    }
    const auto leaves_at = moment.leaves_at(api::Service::web_api, api::Priority::command);
    if (!in_flight_ && leaves_at) {
        for (const auto& one : waiting_) {
            earliest.consider(std::max(free_at(one, evidence), *leaves_at));
        }
    }
    return earliest.at;
}

TimePoint Commands::free_at(const Pending& pending, const Evidence& evidence) const {
    const auto at =
        is_slider(pending.command) ? std::max(slider_free_at_, pending.not_before) : pending.not_before;
    // One that was refused waits for a good answer to the polls, or for the last moment.
    return pending.sends > 0 && evidence.is_failing ? std::max(at, pending.asked.deadline - last_chance) : at;
}

std::optional<CommandEnded> Commands::answered(Answer answer, const Evidence& evidence, Turn& turn) {
    return in_flight_ ? follow(in_flight_->next(std::move(answer)), evidence, turn) : std::nullopt;
}

std::optional<CommandEnded> Commands::follow(Delivery::Step step, const Evidence& evidence, Turn& turn) {
    if (auto* request = std::get_if<Request>(&step)) {
        turn.act(Send{.ticket = {Ticket::Purpose::command},
                      .request = std::move(*request),
                      .deadline = deadline_,
                      .is_urgent = true});
        return std::nullopt;
    }
    return ended(std::get<Delivery::Delivered>(step), evidence, turn);
}

void Commands::verify(std::optional<bool> is_playing, const Outcome& otherwise, Turn& turn) {
    if (auto verification = std::exchange(verification_, std::nullopt)) {
        const bool has_its_wish = is_playing == verification->is_playing;
        turn.complete(verification->pending.asked, has_its_wish ? Outcome{}
                                                   : is_playing
                                                       ? Outcome{Result::forbidden, verification->refusal}
                                                       : otherwise);
    }
}

// In the order in which they will be done.
template <typename Visit>
void Commands::visit(const Visit& visit) const {
    if (in_flight_) {
        visit(in_flight_->pending());
    }
    std::ranges::for_each(waiting_, visit);
}

std::vector<Promise> Commands::promises() const {
    std::vector<Promise> all;
    visit([&](const Pending& one) { all.push_back({one.command, one.pressed}); });
    return all;
}

bool Commands::sets_volume() const {
    bool sets = false;
    visit([&](const Pending& one) { sets = sets || std::holds_alternative<player::SetVolume>(one.command); });
    return sets;
}

std::optional<bool> Commands::favorite(const std::optional<std::string>& uri) const {
    std::optional<bool> promised;
    visit([&](const Pending& one) {
        const auto* favorite = std::get_if<player::SetFavorite>(&one.command);
        if (favorite != nullptr && uri == favorite->uri) {
            promised = favorite->favorite;
        }
    });
    return promised;
}

} // namespace spotify::account
