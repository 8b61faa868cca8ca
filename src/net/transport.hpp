// The door through which requests leave: everything above it can be tested without a network.
#pragma once

#include "net/cancel.hpp"
#include "net/message.hpp"
#include "net/url.hpp"

#include <filesystem>

namespace spotify::net {

// Where a request goes and who is believed to be there.
struct Destination {
    Endpoint endpoint;
    std::filesystem::path ca_file; // empty: the system's trust store
    auto operator<=>(const Destination&) const = default;
};

// Thread-safe.
class Transport {
public:
    virtual ~Transport() = default;
    // Blocks until the answer is whole, at most until `deadline`. Throws NetError.
    virtual Response exchange(const Destination& destination, const Request& request, TimePoint deadline,
                              const Cancel& cancel) = 0;
};

} // namespace spotify::net
