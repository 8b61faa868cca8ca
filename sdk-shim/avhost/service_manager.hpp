// What a service manager is told of this process (sd_notify(3)): small datagrams to the socket that it named.
// Without one, nothing happens.
#pragma once

#include "host/descriptor.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace avhost {

class ServiceManager {
public:
    // `socket` is a path, or a name of the abstract kind with @ in front; empty: nobody listens. `watchdog`
    // is how long silence may be before the process counts as hanging.
    ServiceManager(const std::string& socket, std::optional<std::chrono::microseconds> watchdog);

    // As NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID say. Takes the first out of the environment: children
    // have nothing to say. Before any thread is started.
    static ServiceManager from_environment();

    // How often alive() has to be said, half of what the manager allows; nothing: it does not ask.
    std::optional<std::chrono::milliseconds> heartbeat() const;

    // Any thread, never blocks. A datagram that cannot be sent is dropped: nobody could be told of it.
    void ready(std::string_view status) const;
    // To be followed by ready(), within `most` as far as the watchdog goes: nobody may be able to say alive().
    void reloading(std::chrono::seconds most) const;
    void stopping() const;
    void alive() const;
    void status(std::string_view sentence) const;

private:
    void send(const std::string& text) const;

    host::Descriptor socket_;
    std::optional<std::chrono::microseconds> watchdog_;
};

} // namespace avhost
