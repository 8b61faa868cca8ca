// The clockwork of one account: commands take effect after a while, and readers see the result later still.
// Time and delays come in as values; nothing here waits.
#pragma once

#include "command.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace sim {

struct PlaybackTiming {
    MillisRange command_delay{40, 160}; // from a command's acceptance to its effect
    MillisRange read_lag{200, 1500};    // from acceptance until readers see it
    MillisRange wake{300, 1500};        // a sleeping device needs this long to start
    Millis idle_after = 10 * 60 * 1000; // a paused player loses its active device
};

class Playback {
public:
    // `catalog` must outlive this. `start.as_of` says when `start` is true.
    Playback(const Catalog& catalog, PlayerState start, const PlaybackTiming& timing, std::uint64_t seed);

    void set_timing(const PlaybackTiming& timing) { timing_ = timing; }

    // Takes a command that was not refused.
    void send(Command command, Millis now);

    // A change by somebody else, in effect at once. Readers see it at once as well unless it lags.
    void change(const std::function<void(PlayerState&, Random&)>& edit, bool lags, Millis now);

    // What really is.
    const PlayerState& truth(Millis now);

    // What readers are told: the same, or what would be had the newest changes not been made.
    PlayerState shown(Millis now);

private:
    struct Pending {
        Millis effect_at;
        Millis visible_at;
        Command command;
    };
    struct Version {
        Millis visible_at;
        PlayerState state;
    };

    void run_until(Millis now);

    const Catalog& catalog_;
    PlaybackTiming timing_;
    Random random_;
    PlayerState truth_;
    PlayerState shown_;
    std::vector<Pending> pending_; // commands may overtake one another, as they may at the real service
    std::deque<Version> versions_; // in the order in which they took effect
};

} // namespace sim
