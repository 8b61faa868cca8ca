#include "plain_server.hpp"

#include "http_reader.hpp"
#include "wire.hpp"

#include <chrono>
#include <utility>

namespace sim {

PlainServer::PlainServer(net::io_context& io, unsigned short port, Answer answer)
    : io_(io)
    , acceptor_(io, tcp::endpoint(net::ip::address_v4::loopback(), port))
    , answer_(std::move(answer)) {}

void PlainServer::start(std::function<void()> answered) {
    answered_ = std::move(answered);
    net::co_spawn(io_, accept_for_ever(), net::detached);
}

net::awaitable<void> PlainServer::accept_for_ever() {
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

net::awaitable<void> PlainServer::serve(tcp::socket socket) {
    Error error;
    socket.set_option(tcp::no_delay(true), error);
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    while (!error) {
        const std::optional<Incoming> incoming = co_await read_request(stream, buffer);
        if (!incoming)
            co_return;
        const HttpReply reply = answer_(incoming->request);
        const Delivery delivery = deliver(
            reply, std::nullopt, Asked{incoming->keep_alive, false, incoming->request.method == "HEAD"});
        co_await net::async_write(stream, net::buffer(delivery.bytes),
                                  net::redirect_error(net::use_awaitable, error));
        answered_();
        if (!incoming->keep_alive)
            co_return;
    }
}

} // namespace sim
