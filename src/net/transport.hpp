// The door through which requests leave: everything above it can be tested without a network.
#pragma once

#include "net/error.hpp"
#include "net/message.hpp"
#include "net/url.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <variant>

namespace spotify::net {

// Where a request goes and who is believed to be there.
struct Destination {
    Endpoint endpoint;
    std::filesystem::path ca_file; // empty: the system's trust store
    auto operator<=>(const Destination&) const = default;
};

// What an exchange came to.
using Result = std::variant<Response, NetError>;

// Thread-safe.
class Transport {
public:
    using Ticket = std::uint64_t;             // above 0
    using Done = std::function<void(Result)>; // must not throw, must not block

    virtual ~Transport() = default;
    // `done` is called once, by `deadline` at the latest, from the transport's own thread and never from inside.
    // Throws std::system_error when no thread is to be had; then it is not called.
    virtual Ticket begin(const Destination& destination, Request request, TimePoint deadline, Done done) = 0;
    // Ends the exchange, in whatever phase, without a call: `done` is destroyed, soon after this returns, unless it
    // is being called or has been. From within a `done` nothing is called any more once this has returned. No effect
    // on a ticket of old.
    virtual void cancel(Ticket ticket) = 0;
};

} // namespace spotify::net
