// One request of the driver and what came of it, as a run records it.
#pragma once

#include "net/message.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace contract {

// A player at a moment: as it is, as Spotify tells it, or as a view shows it.
struct Playing {
    bool is_loaded = false; // a device is active; where none is the rest says nothing
    bool is_playing = false;
    std::string uri;
    std::string context;
    std::int64_t progress_ms = 0;
    bool shuffle = false;
    std::string repeat;
    std::string device;
    std::optional<std::int64_t> volume; // percent
    bool operator==(const Playing&) const = default;
};

struct Exchange {
    enum class Effect {
        none,    // refused, or it never came to what is behind
        taken,   // it is done, or will be a moment later
        ignored, // taken, and it does nothing
    };
    spotify::net::TimePoint sent_at{};
    spotify::net::TimePoint ended_at{}; // with its answer, or with none
    std::string method;
    std::string target;
    std::string body;
    int status = 0;       // 0: no answer came
    bool is_sent = false; // at least part of it had left
    Effect effect = Effect::none;
    std::optional<Playing> told; // of an answer that is the player's state
};

} // namespace contract
