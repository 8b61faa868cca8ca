// How Spotify and the devices depart from what is asked of them, beyond the settings: passing windows,
// promises that are not kept, devices of a kind of their own, and a wall clock that steps. All off at first;
// plain values, so that a test sets them without the control door. The door's words for them, and where each
// is from, are in control_door.
#pragma once

#include "settings.hpp"
#include "windows.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

// Commands that are answered as a success and have no effect.
struct IgnoredCommands {
    std::string command;                   // as command_name says it; empty: any
    std::int64_t times = 1;                // negative: for ever
    std::optional<CommandSuccess> success; // nothing: as the settings say
};

// When a `play` command turns shuffle off as a side effect.
enum class ShuffleReset { never, by_new_list, by_every_play };

struct Weather {
    Windows windows;
    std::vector<IgnoredCommands> ignored;
    int not_found_times = 0; // how often a device that does not play is not found before it has woken
    ShuffleReset shuffle_reset = ShuffleReset::never;
    int volume_steps = 0;    // of all devices; 0: each percent is one
    int jam_guests = 0;      // strangers' devices at the end of the list of devices
    Millis clock_offset = 0; // of the wall clock, ahead of the clock that nothing steps
};

// The oldest that matches, one use of it spent.
std::optional<IgnoredCommands> take_ignored(std::vector<IgnoredCommands>& ignored, std::string_view command);

// What a device with so many steps above zero makes of a wanted volume, both in percent. With 16 steps 60
// becomes 62, as speakers do it; never further away than half a step and the fraction of a percent.
int volume_in_steps(int percent, int steps);

// The commands that a sleeping device has missed. A device that is not addressed for a minute sleeps again.
class WakingDevices {
public:
    // Whether a command that comes for the device now is one of the first `not_found_times`, which miss it.
    bool misses(const std::string& device_id, int not_found_times, Millis now);

private:
    struct Waking {
        int missed = 0;
        Millis addressed_at = 0;
    };
    std::map<std::string, Waking> devices_; // by id
};

} // namespace sim
