// The sockets of a door without encryption: HTTP on 127.0.0.1. Runs on the same thread as everything else.
#pragma once

#include "asio.hpp"
#include "http_message.hpp"

#include <functional>

namespace sim {

class PlainServer {
public:
    using Answer = std::function<HttpReply(const HttpRequest&)>;

    // `io` must outlive the server, and what `answer` refers to the run of `io`. Port 0 is any free one.
    PlainServer(net::io_context& io, unsigned short port, Answer answer);

    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    // `answered` is called each time that a reply has gone out.
    void start(std::function<void()> answered = [] {});

private:
    net::awaitable<void> accept_for_ever();
    net::awaitable<void> serve(tcp::socket socket);

    net::io_context& io_;
    tcp::acceptor acceptor_;
    Answer answer_;
    std::function<void()> answered_;
};

} // namespace sim
