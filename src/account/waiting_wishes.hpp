// Wishes that are relative to what is shown, while that is old: they wait for a poll, and are decided by what it says.
#pragma once

#include "account/asked.hpp"
#include "account/inputs.hpp"
#include "account/turn.hpp"

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace spotify::account {

class WaitingWishes {
public:
    using Wish = std::variant<CommandAsked, FadeAsked>;

    void add(Wish wish) { wishes_.push_back(std::move(wish)); }
    std::vector<Wish> take() { return std::exchange(wishes_, {}); } // in their order
    void refuse(const Outcome& outcome, Turn& turn);

    bool end(const Ending& ending, Turn& turn);
    bool contains(CommandId id) const;
    // Whether one of them has to be decided before that.
    bool have_before(const player::Wish& newer) const;
    bool empty() const { return wishes_.empty(); }
    std::optional<TimePoint> due() const; // the earliest deadline
    bool operator==(const WaitingWishes& other) const;

private:
    std::vector<Wish> wishes_;
};

} // namespace spotify::account
