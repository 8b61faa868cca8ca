// A device's support bundle: what a person needs who was not there. Holds no secret: tokens, codes and client
// secrets never get here, and the sign-in link is left out with its state. Pure, but for the versions.
#pragma once

#include "config.hpp"
#include "engine/session.hpp"
#include "net/transaction_log.hpp"

#include <string>
#include <vector>

namespace plugin {

struct DiagnosticsInput {
    std::string device;
    std::string config; // JSON, as the host gave it; it has no secrets by design
    spotify::View view;
    std::vector<spotify::Transaction> transactions;
};

std::string diagnostics_json(const DiagnosticsInput& input);

} // namespace plugin
