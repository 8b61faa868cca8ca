#include "host/clock.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace host {

std::int64_t epoch_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Moment moment_now() {
    const auto steady = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(steady), epoch_ms()};
}

WallMinute local_minute(std::int64_t epoch_milliseconds) {
    const std::int64_t rest = (epoch_milliseconds % 1000 + 1000) % 1000;
    const auto seconds = static_cast<std::time_t>((epoch_milliseconds - rest) / 1000);
    std::tm local{};
    localtime_r(&seconds, &local);
    const std::int64_t shown = seconds + local.tm_gmtoff;
    return (shown - (shown % 60 + 60) % 60) / 60;
}

void read_time_zone() {
    ::tzset();
}

std::string utc_text(std::int64_t epoch_milliseconds) {
    const auto seconds = static_cast<std::time_t>(epoch_milliseconds / 1000);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> date{};
    const auto length = std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    std::array<char, 8> rest{};
    std::snprintf(rest.data(), rest.size(), ".%03dZ", static_cast<int>(epoch_milliseconds % 1000));
    return std::string{date.data(), length} + rest.data();
}

} // namespace host
