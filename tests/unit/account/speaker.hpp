// A player that a timeline can talk to: it does what it is told, and can be made to answer otherwise.
#pragma once

#include "timeline.hpp"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace account_tests {

struct Speaker {
    PlayerText state;
    std::vector<std::pair<Millis, std::function<void(PlayerText&)>>> to_come; // effects, in their order
    Millis effect_lag{0};
    // Answers first, where it has something to say.
    std::function<std::optional<Answer>(const Request&, Millis)> before = [](const Request&, Millis) {
        return std::nullopt;
    };

    void catch_up(Millis now);
    Answer operator()(const Request& request, Millis at);
    static void obey(const Request& request, PlayerText& player);
};

bool is_command(const Request& request);
std::vector<spotify::CommandUndone> undone(const Timeline& timeline); // in order

} // namespace account_tests
