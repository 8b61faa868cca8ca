#include "face/listener.hpp"

#include <chrono>
#include <utility>

namespace avhost::face {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

// After a failed accept, usually for want of descriptors: long enough not to spin, short enough not to be
// noticed.
constexpr std::chrono::milliseconds accept_pause{100};

std::string literal(const std::string& address, std::uint16_t port) {
    const bool v6 = address.find(':') != std::string::npos;
    return (v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

tcp::endpoint endpoint_of(const Listener::Options& options) {
    boost::system::error_code failure;
    const auto address = asio::ip::make_address(options.address, failure);
    if (failure) {
        throw OpenError(OpenError::Reason::bad_address,
                        options.name + " cannot listen on \"" + options.address +
                            "\": an IP address such as 127.0.0.1 was expected.");
    }
    if (!options.has_keys && !address.is_loopback()) { // whoever reached it could do all
        throw OpenError(OpenError::Reason::bad_address,
                        options.name + " cannot listen on \"" + options.address +
                            "\" without access keys: a loopback address such as 127.0.0.1 was expected.");
    }
    return {address, options.port};
}

} // namespace

Listener::Listener(Loop& loop, Options options, Log log, Presence::Token presence)
    : options_{std::move(options)}
    , log_{std::move(log)}
    , acceptor_{loop.context()}
    , pause_{loop.context()}
    , presence_{std::move(presence)} {
    const auto endpoint = endpoint_of(options_);
    is_on_loopback_ = endpoint.address().is_loopback();
    boost::system::error_code failure;
    acceptor_.open(endpoint.protocol(), failure);
    require(failure);
    // So that a restart need not wait for connections of the last run to time out.
    acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
    require(failure);
    acceptor_.bind(endpoint, failure);
    require(failure);
    acceptor_.listen(tcp::acceptor::max_listen_connections, failure);
    require(failure);
    const auto bound = acceptor_.local_endpoint(failure);
    require(failure);
    port_ = bound.port();
}

void Listener::require(const boost::system::error_code& failure) const {
    if (!failure) {
        return;
    }
    const std::string place =
        options_.name + " cannot listen on " + literal(options_.address, options_.port) + ": ";
    if (failure == asio::error::address_in_use) {
        throw OpenError(OpenError::Reason::address_in_use,
                        place + "another program uses this address already.");
    }
    throw OpenError(OpenError::Reason::cannot_listen, place + failure.message() + '.');
}

void Listener::start(Take take) {
    take_ = std::move(take);
    accept();
}

void Listener::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    presence_.reset();
}

void Listener::accept() {
    acceptor_.async_accept(
        [this, presence = presence_](const boost::system::error_code& failure, tcp::socket socket) {
            if (!acceptor_.is_open()) {
                return;
            }
            if (failure) {
                log_(dp::LogLevel::warning,
                     options_.name + " could not take a connection: " + failure.message() + '.');
                pause_.expires_after(accept_pause);
                pause_.async_wait([this, presence](const boost::system::error_code& canceled) {
                    if (!canceled && acceptor_.is_open()) {
                        accept();
                    }
                });
                return;
            }
            boost::system::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            take_(std::move(socket));
            accept();
        });
}

} // namespace avhost::face
