// The manifest's properties out of a session's view. Pure.
#pragma once

#include "dp/value.hpp"
#include "manifest_ids.hpp"
#include "session.hpp"

namespace plugin {

dp::Value value_of(manifest::Property property, const spotify::View& view);

// What a host shows for a status (design: health from status), with the cause for machines.
struct HealthReport {
    std::int32_t health = DP_HEALTH_CONNECTING;
    std::string cause;
    std::string text;
    bool operator==(const HealthReport&) const = default;
};
HealthReport health_of(const spotify::StatusReport& status);

} // namespace plugin
