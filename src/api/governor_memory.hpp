// A governor's deadlines and counts as text, as they are kept in the state store. Pure.
#pragma once

#include "base/restart_clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spotify::api {

struct GovernorMemory {
    // Epoch milliseconds before which nothing may be sent; 0 for none.
    std::int64_t web_api = 0;
    std::int64_t accounts = 0;
    std::int64_t lists = 0;
    // How many were sent in the half hour that ends then: epoch milliseconds and count.
    std::vector<std::pair<std::int64_t, std::uint32_t>> sent = {};
    // When it was stored. All of the above is by the wall clock of that moment, so the distance from it is a length.
    // Nothing where an older plugin has stored it.
    std::optional<RestartMoment> stored = {};
    bool operator==(const GovernorMemory&) const = default;

    // The same with its epoch milliseconds moved to the wall clock of `now`, so that lengths are as long as they were
    // and as much is over of them as has elapsed. What was not stored with its moment stays as it is.
    GovernorMemory moved_to(const RestartMoment& now) const;
};

std::string to_text(const GovernorMemory& memory);
// What cannot be read counts as nothing: the service will say it again.
GovernorMemory governor_memory_from(const std::string& text);

} // namespace spotify::api
