#include "tls_server.hpp"

#include "http_reader.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace sim {
namespace {

constexpr auto handshake_time = std::chrono::seconds(30);
constexpr auto idle_time = std::chrono::seconds(600);
constexpr auto closing_time = std::chrono::seconds(2);

net::ssl::context make_context(const ServerIdentity& identity) {
    net::ssl::context context(net::ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.use_certificate_chain(net::buffer(identity.certificate_pem));
    context.use_private_key(net::buffer(identity.key_pem), net::ssl::context::pem);
    return context;
}

} // namespace

TlsServer::TlsServer(net::io_context& io, unsigned short port, const ServerIdentity& identity, World& world,
                     Service& service, const Clock& clock)
    : io_(io)
    , tls_(make_context(identity))
    , acceptor_(io, tcp::endpoint(net::ip::address_v4::loopback(), port))
    , world_(world)
    , service_(service)
    , clock_(clock) {}

void TlsServer::start() {
    net::co_spawn(io_, accept_for_ever(), net::detached);
}

std::size_t TlsServer::hang_up_idle() {
    const std::size_t count = idle_.size();
    for (const auto& [number, stream] : idle_) {
        Error ignored;
        beast::get_lowest_layer(*stream).socket().shutdown(tcp::socket::shutdown_both, ignored);
    }
    return count;
}

net::awaitable<void> TlsServer::accept_for_ever() {
    for (;;) {
        Error error;
        tcp::socket socket = co_await acceptor_.async_accept(net::redirect_error(net::use_awaitable, error));
        if (error == net::error::operation_aborted)
            co_return;
        if (error) // out of descriptors, most likely: another connection has to end first
            co_await pause_for(50);
        else
            net::co_spawn(io_, serve(std::move(socket), ++world_.connections), net::detached);
    }
}

net::awaitable<void> TlsServer::serve(tcp::socket socket, std::int64_t number) {
    Error error;
    socket.set_option(tcp::no_delay(true), error);
    Stream stream(std::move(socket), tls_);
    beast::get_lowest_layer(stream).expires_after(handshake_time);
    co_await stream.async_handshake(net::ssl::stream_base::server,
                                    net::redirect_error(net::use_awaitable, error));
    if (error) {
        ++world_.handshakes_failed;
        co_return;
    }
    co_await serve_requests(stream, number);
}

net::awaitable<void> TlsServer::serve_requests(Stream& stream, std::int64_t number) {
    beast::flat_buffer buffer;
    for (;;) {
        beast::get_lowest_layer(stream).expires_after(idle_time);
        idle_.emplace(number, &stream);
        const std::optional<Incoming> incoming = co_await read_request(stream, buffer);
        idle_.erase(number);
        if (!incoming)
            co_return;
        const HttpRequest& request = incoming->request;
        const auto received = service_.receive(request, number, clock_.now());
        if (world_.settings.latency.highest > 0)
            co_await pause_for(world_.random.within(world_.settings.latency));
        const HttpReply right = service_.answer(request, received, clock_.now());
        const Delivery delivery = deliver(right, received.fault, asked_of(request, incoming->keep_alive));
        service_.sent(request, received, right, delivery.status, clock_.now());
        const bool goes_on = co_await send(stream, delivery);
        if (!goes_on)
            co_return;
    }
}

net::awaitable<bool> TlsServer::send(Stream& stream, const Delivery& delivery) {
    auto& transport = beast::get_lowest_layer(stream);
    Error error;
    transport.expires_never();
    if (delivery.byte_every_ms) {
        for (std::size_t at = 0; at < delivery.bytes.size() && !error; ++at) {
            co_await net::async_write(stream, net::buffer(&delivery.bytes[at], 1),
                                      net::redirect_error(net::use_awaitable, error));
            co_await pause_for(*delivery.byte_every_ms);
        }
    } else if (!delivery.bytes.empty()) {
        co_await net::async_write(stream, net::buffer(delivery.bytes),
                                  net::redirect_error(net::use_awaitable, error));
    }
    if (error)
        co_return false;
    switch (delivery.end) {
    case Delivery::End::keep_open:
        co_return true;
    case Delivery::End::clean:
        transport.expires_after(closing_time);
        co_await stream.async_shutdown(net::redirect_error(net::use_awaitable, error));
        co_return false;
    case Delivery::End::cut:
        co_return false;
    case Delivery::End::stall:
        // Listens, so that the end of the client's patience is seen.
        for (std::array<char, 256> ignored{}; !error;)
            co_await stream.async_read_some(net::buffer(ignored),
                                            net::redirect_error(net::use_awaitable, error));
        co_return false;
    }
    co_return false;
}

net::awaitable<void> TlsServer::pause_for(Millis span) {
    net::steady_timer timer(io_, std::chrono::milliseconds(span));
    Error ignored;
    co_await timer.async_wait(net::redirect_error(net::use_awaitable, ignored));
}

} // namespace sim
