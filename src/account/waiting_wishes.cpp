#include "account/waiting_wishes.hpp"

#include "account/earliest.hpp"

#include <algorithm>
#include <utility>

namespace spotify::account {

namespace {

Asked& asked_of(WaitingWishes::Wish& wish) {
    return std::visit([](auto& one) -> Asked& { return one.asked; }, wish);
}

const Asked& asked_of(const WaitingWishes::Wish& wish) {
    return std::visit([](const auto& one) -> const Asked& { return one.asked; }, wish);
}

} // namespace

void WaitingWishes::refuse(const Outcome& outcome, Turn& turn) {
    for (auto& wish : take()) {
        turn.complete(asked_of(wish), outcome);
    }
}

bool WaitingWishes::end(const Ending& ending, Turn& turn) {
    return std::erase_if(wishes_, [&](Wish& wish) { return turn.ends(asked_of(wish), ending); }) > 0;
}

bool WaitingWishes::contains(CommandId id) const {
    return std::ranges::any_of(wishes_, [id](const Wish& wish) { return asked_of(wish).id == id; });
}

bool WaitingWishes::have_before(const player::Wish& newer) const {
    return std::ranges::any_of(wishes_, [&](const Wish& older) {
        const auto* command = std::get_if<CommandAsked>(&older);
        return player::is_of_the_same(command != nullptr ? command->wish : player::SetVolume{}, newer);
    });
}

std::optional<TimePoint> WaitingWishes::due() const {
    Earliest earliest;
    for (const auto& wish : wishes_) {
        earliest.consider(asked_of(wish).deadline);
    }
    return earliest.at;
}

// What was asked for tells one from another.
bool WaitingWishes::operator==(const WaitingWishes& other) const {
    return std::ranges::equal(wishes_, other.wishes_, [](const Wish& one, const Wish& two) {
        return asked_of(one) == asked_of(two);
    });
}

} // namespace spotify::account
