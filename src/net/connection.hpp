// One verified TLS connection to one host, without a wait of its own.
#pragma once

#include "net/loop.hpp"
#include "net/message.hpp"
#include "net/response_parser.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>

namespace spotify::net {

// On the loop's thread. Closes without ceremony when destroyed. After a NetError it is of no use.
class Connection final : Loop::Watcher {
public:
    // Begins to connect. Throws NetError (connect).
    Connection(Loop& loop, const Endpoint& endpoint, const Poco::Net::SocketAddress& address,
               std::shared_ptr<TlsContext> tls);
    ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Called when something has happened that may let it go on; replaces the one before. May destroy this.
    void on_progress(std::function<void()> listener) { listener_ = std::move(listener); }

    // Connects, shakes hands and has the certificate checked, as far as it goes now. True when all is done, and only
    // then may anything be sent. Throws NetError (connect, certificate, tls).
    bool establish();
    // Whether the address has taken the connection; the handshake may be to come.
    bool is_taken() const { return is_taken_; }
    const Poco::Net::SocketAddress& address() const { return address_; }

    // True when the peer has closed, or sent something unasked, while the connection lay idle.
    bool stale() const;

    // Begins an exchange; the request's bytes stay where they are until it has ended.
    void send(std::string_view request, const ResponseLimits& limits);
    // Sends and reads as far as it goes now; true when the answer is whole. Throws NetError.
    bool advance();
    Response take_response();           // of an exchange that is done, its body as it came
    bool sent() const { return sent_; } // at least a part of the request

    // Whether another exchange may follow; false during one, and after an answer that ended the connection or left
    // bytes over.
    bool reusable() const { return reusable_; }

private:
    void on_events(int descriptor, std::uint32_t events) override;
    void connect();
    void shake_hands();
    int descriptor() const { return socket_.impl()->sockfd(); }

    const Endpoint endpoint_;
    const Poco::Net::SocketAddress address_;
    std::shared_ptr<TlsContext> tls_;
    Poco::Net::StreamSocket socket_; // a SecureStreamSocket once is_taken_
    Loop::Watch watch_;
    std::function<void()> listener_;
    bool is_taken_ = false;
    bool reusable_ = false;

    std::string_view unsent_;
    bool sent_ = false;
    TimePoint sent_at_{};
    TimePoint received_at_{};
    ResponseParser parser_;
};

} // namespace spotify::net
