// One exchange for a thread that has nothing else to do.
#pragma once

#include "net/transport.hpp"

#include <future>
#include <memory>
#include <utility>

namespace test {

// Waits for it; throws NetError. Not from the transport's own thread.
inline spotify::net::Response exchanged(spotify::net::Transport& transport,
                                        const spotify::net::Destination& destination,
                                        spotify::net::Request request, spotify::net::TimePoint deadline) {
    const auto ended = std::make_shared<std::promise<spotify::net::Result>>();
    transport.begin(destination, std::move(request), deadline,
                    [ended](spotify::net::Result result) { ended->set_value(std::move(result)); });
    auto result = ended->get_future().get();
    if (const auto* error = std::get_if<spotify::net::NetError>(&result)) {
        throw spotify::net::NetError(*error);
    }
    return std::get<spotify::net::Response>(std::move(result));
}

} // namespace test
