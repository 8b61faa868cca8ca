// What a support engineer wants to see of a running host, gathered from its devices and written as one JSON
// text. Never a secret: of values it holds what one sees who only operates.
#pragma once

#include "host/host.hpp"
#include "host/log_ring.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace avhost {

// What does not come from devices, as it is at the moment of asking.
struct BundleFrame {
    std::string version;
    std::string site_json; // see shown_site()
    std::string metrics;
    std::vector<host::KeptRecord> log;
    std::map<std::string, host::HealthChange> health; // by device
};

// Asks for the rules, every device for its state, and for its `diagnostics` where it has an action of that
// name; then calls
// `give` with the text, once, on the host's dispatcher. A device that does not answer within the
// time limit of its invocation is told as such. `host` has been started, and `give` outlives its stop().
void gather_bundle(host::Host& host, BundleFrame frame, std::function<void(std::string)> give);

} // namespace avhost
