// The manifest's properties out of a session's view. Pure.
#pragma once

#include "base/shared.hpp"
#include "dp/status.hpp"
#include "dp/value.hpp"
#include "engine/session.hpp"
#include "manifest_ids.hpp"
#include "preset.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace plugin {

// Outcome of the last action, for a panel that was not looking.
struct LastAction {
    std::string action;
    std::string status;
    std::string text;
    std::int64_t at_ms = 0; // epoch milliseconds
    bool operator==(const LastAction&) const = default;
};

// What of a device its account's session does not know.
struct Zone {
    std::string name = {}; // empty: whichever device is active
    spotify::Shared<std::vector<Preset>> presets = {};
    spotify::Shared<LastAction> last_action = {}; // nothing: none yet

    bool is_active_here(const spotify::View& view) const;
    spotify::StatusReport
    status_of(const spotify::View& view) const; // the account's, or what is wrong with the name
};

// All that a device's properties are made of. A copy shares it.
struct Source {
    spotify::Shared<spotify::View> view; // nothing: none has come
    Zone zone;
};

dp::Value value_of(manifest::Property property, const spotify::View& view, const Zone& zone);
inline dp::Value value_of(manifest::Property property, const Source& source) {
    return value_of(property, *source.view, source.zone);
}

// What a host shows for a status (design: health from status), with the cause for machines.
struct HealthReport {
    dp::Health health = dp::Health::connecting;
    std::string cause;
    std::string text;
    bool operator==(const HealthReport&) const = default;
};
HealthReport health_of(const spotify::StatusReport& status);

} // namespace plugin
