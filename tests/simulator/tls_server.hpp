// The TLS port: accepts connections and carries requests to the service and its bytes back. One thread runs
// it all; when the io_context stops, every connection ends with it.
#pragma once

#include "asio.hpp"
#include "certificates.hpp"
#include "clock.hpp"
#include "service.hpp"
#include "wire.hpp"

#include <map>
#include <memory>

namespace sim {

class TlsServer {
public:
    // `port` 0 takes any free one. The references must outlive the io_context, and so must this.
    TlsServer(net::io_context& io, unsigned short port, const ServerIdentity& identity, World& world,
              Service& service, const Clock& clock);

    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    void start();

    // Ends the connections that wait for a request, without a word; returns how many.
    std::size_t hang_up_idle();

private:
    using Stream = beast::ssl_stream<beast::tcp_stream>;

    net::awaitable<void> accept_for_ever();
    net::awaitable<void> serve(tcp::socket socket, std::int64_t number);
    net::awaitable<void> serve_requests(Stream& stream, std::int64_t number);
    net::awaitable<bool> send(Stream& stream, const Delivery& delivery);
    net::awaitable<void> pause_for(Millis span);

    net::io_context& io_;
    net::ssl::context tls_;
    tcp::acceptor acceptor_;
    World& world_;
    Service& service_;
    const Clock& clock_;
    std::map<std::int64_t, Stream*> idle_; // by number of the connection
};

} // namespace sim
