#include "base/restart_clock.hpp"

#include "base/wall_clock.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>

namespace spotify {

namespace {

using std::chrono::milliseconds;

std::string read_boot_id() {
    std::string id;
    std::getline(std::ifstream{"/proc/sys/kernel/random/boot_id"}, id);
    return id;
}

milliseconds time_since_boot() {
    std::timespec time{};
    if (clock_gettime(CLOCK_BOOTTIME, &time) != 0) {
        return milliseconds{0};
    }
    return std::chrono::seconds{time.tv_sec} +
           std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds{time.tv_nsec});
}

} // namespace

RestartMoment restart_moment_now() {
    static const std::string boot = read_boot_id();
    return {epoch_ms_now(), boot, time_since_boot()};
}

milliseconds elapsed_between(const RestartMoment& earlier, const RestartMoment& later) {
    const bool is_same_boot = !earlier.boot.empty() && earlier.boot == later.boot;
    // In a container that was made anew the time since the boot may begin elsewhere.
    if (is_same_boot && later.since_boot >= earlier.since_boot) {
        return later.since_boot - earlier.since_boot;
    }
    const milliseconds by_wall_clock{later.epoch_ms - earlier.epoch_ms};
    const bool is_later_boot = !is_same_boot && !earlier.boot.empty() && !later.boot.empty();
    return std::max({milliseconds{0}, by_wall_clock, is_later_boot ? later.since_boot : milliseconds{0}});
}

} // namespace spotify
