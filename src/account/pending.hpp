// A command of the player that waits, is under way, or was taken and is to show.
#pragma once

#include "account/asked.hpp"
#include "player/command.hpp"

#include <optional>
#include <string>

namespace spotify::account {

struct Pending {
    // For one wish: each of its steps is sent so often, and the list of devices is read so often.
    static constexpr unsigned max_sends = 3;
    static constexpr unsigned max_look_ups = 2;

    Asked asked;
    player::Command command = player::Play{};
    std::string zone = {}; // of the member that asked; empty: whichever device is active
    TimePoint pressed{};
    // The step that follows when this one was taken; they are one command and complete as one.
    std::optional<player::Command> then = std::nullopt;

    TimePoint not_before{}; // it is sent again then
    unsigned sends = 0;     // of this step
    unsigned look_ups = 0;
    CommandId told_as = 0;     // the id of its outcome, for what is told after it
    bool was_taken = false;    // this step, by a device that was waking: sent again to be sure
    bool is_second = false;    // sent once more because it had not shown
    bool is_last_step = false; // of several
    bool operator==(const Pending&) const = default;
};

} // namespace spotify::account
