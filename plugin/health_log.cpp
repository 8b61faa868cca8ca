#include "health_log.hpp"

#include <utility>

namespace plugin {

std::optional<HealthLine> HealthLog::take(const HealthReport& report) {
    switch (report.health) {
    case dp::Health::stopped:
        trouble_.clear();
        return std::nullopt;
    case dp::Health::ready:
        if (trouble_.empty()) {
            return std::nullopt;
        }
        return HealthLine{dp::LogLevel::info, report.cause,
                          std::exchange(trouble_, {}) == word(spotify::Status::zone_unknown)
                              ? "Spotify shows the device of this zone now"
                              : "Connected to Spotify again"};
    case dp::Health::connecting:
        return HealthLine{dp::LogLevel::info, report.cause, report.text};
    case dp::Health::degraded:
        if (trouble_ == report.cause) {
            return std::nullopt;
        }
        trouble_ = report.cause;
        return HealthLine{dp::LogLevel::warning, report.cause, report.text};
    case dp::Health::bad_config:
    case dp::Health::sign_in_required:
    case dp::Health::failed:
        break;
    }
    trouble_ = report.cause;
    return HealthLine{dp::LogLevel::error, report.cause, report.text};
}

} // namespace plugin
