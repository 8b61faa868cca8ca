// Which changes of a device's health are worth a line of the log. Pure.
#pragma once

#include "dp/status.hpp"
#include "property_map.hpp"

#include <optional>
#include <string>

namespace plugin {

struct HealthLine {
    dp::LogLevel level = dp::LogLevel::info;
    std::string category;
    std::string text;
    bool operator==(const HealthLine&) const = default;
};

// Of one device. Passing trouble is a line when it begins and one when it ends, however often its sentence changes
// meanwhile; what needs a person is a line each time that it is said otherwise.
class HealthLog {
public:
    // The line for this report, which differs from the one before.
    std::optional<HealthLine> take(const HealthReport& report);

private:
    std::string trouble_; // cause of the trouble that was logged and is not over; empty: none
};

} // namespace plugin
