// The sockets of the control door: plain HTTP on 127.0.0.1. Runs on the same thread as everything else.
#pragma once

#include "asio.hpp"
#include "clock.hpp"
#include "control_door.hpp"

namespace sim {

class ControlServer {
public:
    // Stops the io_context after POST /shutdown was answered. The references must outlive the io_context.
    ControlServer(net::io_context& io, unsigned short port, ControlDoor& door, const Clock& clock);

    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    void start();

private:
    net::awaitable<void> accept_for_ever();
    net::awaitable<void> serve(tcp::socket socket);

    net::io_context& io_;
    tcp::acceptor acceptor_;
    ControlDoor& door_;
    const Clock& clock_;
};

} // namespace sim
