#include "account/asked.hpp"

#include "account/earliest.hpp"
#include "account/turn.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace spotify::account {

bool Ending::applies_to(const Asked& asked) const {
    switch (why) {
    case Why::late:
        return now >= asked.deadline;
    case Why::taken_back:
        return id != 0 && asked.id == id;
    case Why::withdrawn:
        return asked.owner == owner;
    case Why::stopped:
        break;
    }
    return true;
}

Outcome Ending::outcome() const {
    switch (why) {
    case Why::late:
        return {Result::timeout, "It was not done in time and is dropped"};
    case Why::taken_back:
        return {Result::canceled, "The command was taken back before it was sent"};
    case Why::withdrawn:
    case Why::stopped:
        break;
    }
    return {Result::canceled, "The device was stopped"};
}

void Waiters::move_to(Waiters& others) {
    std::ranges::move(asked_, std::back_inserter(others.asked_));
    asked_.clear();
}

void Waiters::complete(const Outcome& outcome, Turn& turn) {
    auto all = std::exchange(asked_, {});
    for (auto& one : all) {
        turn.complete(one, outcome);
    }
}

void Waiters::end(const Ending& ending, Turn& turn) {
    std::erase_if(asked_, [&](Asked& one) { return turn.ends(one, ending); });
}

bool Waiters::contains(CommandId id) const {
    return std::ranges::find(asked_, id, &Asked::id) != asked_.end();
}

std::optional<TimePoint> Waiters::due() const {
    Earliest earliest;
    for (const auto& one : asked_) {
        earliest.consider(one.deadline);
    }
    return earliest.at;
}

std::optional<Asked> Waiters::take(CommandId id) {
    const auto found = std::ranges::find(asked_, id, &Asked::id);
    if (found == asked_.end()) {
        return std::nullopt;
    }
    const auto asked = *found;
    asked_.erase(found);
    return asked;
}

} // namespace spotify::account
