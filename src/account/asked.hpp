// What was asked for and is not complete, and why it may end undone.
#pragma once

#include "base/outcome.hpp"
#include "player/progress.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace spotify::account {

using player::TimePoint;
using CommandId = std::uint64_t; // 0: nothing waits for its outcome
using MemberId = std::uint64_t;  // 0: the account itself

class Turn;

struct Asked {
    CommandId id = 0;
    MemberId owner = 0;
    TimePoint deadline{};
    bool is_sign_in = false; // its outcome tells what the account that has just signed in is good for
    bool operator==(const Asked&) const = default;
};

struct Ending {
    enum class Why {
        late,       // its deadline has come
        taken_back, // by the one that asked
        withdrawn,  // its member has left
        stopped,    // the account ends
    };
    Why why = Why::stopped;
    TimePoint now{};
    CommandId id = 0;   // of what is taken back
    MemberId owner = 0; // the member that has left

    bool applies_to(const Asked& asked) const;
    Outcome outcome() const; // the usual one
};

// Those that wait for the same thing.
class Waiters {
public:
    void add(const Asked& asked) { asked_.push_back(asked); }
    void move_to(Waiters& others);
    void complete(const Outcome& outcome, Turn& turn);
    void end(const Ending& ending, Turn& turn);
    bool contains(CommandId id) const;
    bool empty() const { return asked_.empty(); }
    std::optional<TimePoint> due() const; // the earliest deadline
    // Takes the one of that id out.
    std::optional<Asked> take(CommandId id);
    bool operator==(const Waiters&) const = default;

private:
    std::vector<Asked> asked_;
};

} // namespace spotify::account
