// A moment that can be compared with one of before a restart of the process. The steady clock ends with the process and
// the wall clock may jump; within one boot of the machine the time since the boot is exact.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace spotify {

struct RestartMoment {
    std::int64_t epoch_ms = 0; // of the wall clock
    std::string boot = {};     // the same until the machine is booted anew; empty: not to be had
    std::chrono::milliseconds since_boot{0}; // time asleep included; means something only where `boot` does
    bool operator==(const RestartMoment&) const = default;
};

// Thread-safe. Tests bring their own.
using RestartClock = std::function<RestartMoment()>;

// By the machine's clocks; `boot` is the kernel's boot_id. Thread-safe.
RestartMoment restart_moment_now();

// How long after `earlier` `later` is, 0 or more. Exact within a boot. After a boot, or where none is known, it is
// what the wall clock says, and no less than the time since the boot.
std::chrono::milliseconds elapsed_between(const RestartMoment& earlier, const RestartMoment& later);

} // namespace spotify
