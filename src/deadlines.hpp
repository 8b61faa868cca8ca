// Retry-After deadlines that outlive the process: the governor's, mirrored into the state store the moment
// they are set.
#pragma once

#include "api/governor.hpp"
#include "net/message.hpp"
#include "stores.hpp"

#include <mutex>
#include <string>

namespace spotify {

// One per client id and state store. Thread-safe; blocks on storage, so workers only.
class Deadlines {
public:
    Deadlines(StateStore& state, api::Governor& governor, const std::string& client_id);

    // Puts stored deadlines back into the governor, once per process run and before the first request. What
    // cannot be read counts as none: the service will say it again.
    void restore();

    // Takes a 429 from `service`. A store that fails costs only the memory across a restart.
    void refused(api::Service service, const net::Response& response);

private:
    StateStore& state_;
    api::Governor& governor_;
    const std::string key_;
    std::mutex mutex_;
    bool restored_ = false;
};

} // namespace spotify
