#include "control_server.hpp"

#include "http_reader.hpp"
#include "wire.hpp"

#include <chrono>
#include <utility>

namespace sim {

ControlServer::ControlServer(net::io_context& io, unsigned short port, ControlDoor& door, const Clock& clock)
    : io_(io)
    , acceptor_(io, tcp::endpoint(net::ip::address_v4::loopback(), port))
    , door_(door)
    , clock_(clock) {}

void ControlServer::start() {
    net::co_spawn(io_, accept_for_ever(), net::detached);
}

net::awaitable<void> ControlServer::accept_for_ever() {
    for (;;) {
        Error error;
        tcp::socket socket = co_await acceptor_.async_accept(net::redirect_error(net::use_awaitable, error));
        if (!error) {
            net::co_spawn(io_, serve(std::move(socket)), net::detached);
            continue;
        }
        if (error == net::error::operation_aborted)
            co_return;
        net::steady_timer timer(io_, std::chrono::milliseconds(50));
        co_await timer.async_wait(net::redirect_error(net::use_awaitable, error));
    }
}

net::awaitable<void> ControlServer::serve(tcp::socket socket) {
    Error error;
    socket.set_option(tcp::no_delay(true), error);
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    while (!error) {
        const std::optional<Incoming> incoming = co_await read_request(stream, buffer);
        if (!incoming)
            co_return;
        const HttpReply reply = door_.answer(incoming->request, clock_.now());
        const Delivery delivery = deliver(reply, std::nullopt, Asked{incoming->keep_alive, false});
        co_await net::async_write(stream, net::buffer(delivery.bytes),
                                  net::redirect_error(net::use_awaitable, error));
        if (door_.shutdown_asked())
            io_.stop();
        if (!incoming->keep_alive)
            co_return;
    }
}

} // namespace sim
