// Player commands as values, what the service refuses at once, and what a command does when it takes effect.
// Pure: HTTP is parsed elsewhere, and the time of the effect is chosen elsewhere.
#pragma once

#include "player_state.hpp"
#include "random.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sim {

struct NewList {
    std::string context_uri; // empty when single items were given
    std::vector<std::size_t> items;
    std::size_t first = 0;
};

struct Play {
    std::optional<NewList> list;
    std::optional<Millis> position_ms;
    // An empty JSON object as body: resumes, but what should have followed is gone.
    bool loses_the_list = false;
    bool resets_shuffle = false; // as a side effect; see weather
};
struct Pause {};
struct Next {};
struct Previous {};
struct Seek {
    Millis position_ms = 0;
};
struct SetVolume {
    int percent = 0;
};
struct SetRepeat {
    Repeat repeat = Repeat::off;
};
struct SetShuffle {
    bool on = false;
};
struct Transfer {
    bool play = false; // false keeps playing or paused as it is
};
struct Enqueue {
    std::size_t item = 0;
};

struct Command {
    std::variant<Play, Pause, Next, Previous, Seek, SetVolume, SetRepeat, SetShuffle, Transfer, Enqueue>
        action;
    std::optional<std::string> device_id;
};

struct Refusal {
    unsigned status = 403;
    std::string message;
    std::string reason; // empty: the answer has no such key
};

// The last part of the command's path: "play", "queue", and so on; "transfer" for the one without.
const char* command_name(const Command& command);

// Judged by the true state at the moment in which the command arrives.
std::optional<Refusal> refusal(const Command& command, const PlayerState& state, const Catalog& catalog);

// `state` has been advanced to `now`. `wake_ms` is what a sleeping device needs until it plays.
void apply(const Command& command, PlayerState& state, const Catalog& catalog, Random& random, Millis wake_ms,
           Millis now);

// Also used for changes from outside, which need no command.
void set_shuffle(PlayerState& state, bool on, Random& random);

} // namespace sim
