#include "weather.hpp"

#include <algorithm>

namespace sim {
namespace {
constexpr Millis asleep_after = 60'000;
} // namespace

std::optional<IgnoredCommands> take_ignored(std::vector<IgnoredCommands>& ignored, std::string_view command) {
    const auto found = std::find_if(ignored.begin(), ignored.end(), [&](const IgnoredCommands& rule) {
        return rule.command.empty() || rule.command == command;
    });
    if (found == ignored.end())
        return std::nullopt;
    IgnoredCommands taken = *found;
    if (found->times > 0 && --found->times == 0)
        ignored.erase(found);
    return taken;
}

int volume_in_steps(int percent, int steps) {
    if (steps <= 0)
        return percent;
    const int step = (percent * steps + 50) / 100;
    return step * 100 / steps;
}

bool WakingDevices::misses(const std::string& device_id, int not_found_times, Millis now) {
    Waking& device = devices_[device_id];
    if (now - device.addressed_at >= asleep_after)
        device.missed = 0;
    device.addressed_at = now;
    if (device.missed >= not_found_times)
        return false;
    ++device.missed;
    return true;
}

} // namespace sim
