#include "net/connection.hpp"

#include "net/error.hpp"
#include "net/wait.hpp"

#include <poll.h>

#include <array>

#include <Poco/Error.h>
#include <Poco/Exception.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/StreamSocket.h>

namespace spotify::net {

namespace {

using Poco::Net::SecureStreamSocket;

Poco::Net::StreamSocket connect(const Endpoint& endpoint, const Poco::Net::SocketAddress& address,
                                TimePoint deadline, const CancelWatch& cancel) {
    Poco::Net::StreamSocket socket;
    try {
        socket.connectNB(address); // leaves the socket non-blocking, as all that follows needs it
        wait_for(socket.impl()->sockfd(), POLLOUT, deadline, cancel);
        const int error = socket.impl()->socketError();
        if (error != 0) {
            throw NetError(Failure::connect, "no connection to " + endpoint.authority() + ": " +
                                                 Poco::Error::getMessage(error));
        }
        socket.setNoDelay(true);
        return socket;
    } catch (const Poco::Exception& problem) {
        throw NetError(Failure::connect,
                       "no connection to " + endpoint.authority() + ": " + problem.displayText());
    }
}

SecureStreamSocket secured(const Poco::Net::StreamSocket& socket, const Endpoint& endpoint, TlsContext& tls) {
    return SecureStreamSocket::attach(socket, endpoint.host, tls.context(), tls.take_session());
}

// What a non-blocking TLS call waits for; 0 when it is done.
short wanted(int result) {
    return result == SecureStreamSocket::ERR_SSL_WANT_READ    ? POLLIN
           : result == SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT
                                                              : static_cast<short>(0);
}

} // namespace

Connection::Connection(const Endpoint& endpoint, const Poco::Net::SocketAddress& address,
                       std::shared_ptr<TlsContext> tls, TimePoint deadline, const CancelWatch& cancel)
    : tls_(std::move(tls))
    , socket_(secured(connect(endpoint, address, deadline, cancel), endpoint, *tls_)) {
    try {
        shake_hands(endpoint, deadline, cancel);
    } catch (const NetError&) {
        tls_->forget_sessions();
        throw;
    }
}

int Connection::descriptor() const {
    return socket_.impl()->sockfd();
}

void Connection::shake_hands(const Endpoint& endpoint, TimePoint deadline, const CancelWatch& cancel) {
    socket_.setBlocking(false);
    try {
        while (const short events = wanted(socket_.completeHandshake())) {
            wait_for(descriptor(), events, deadline, cancel);
        }
    } catch (const Poco::Exception& problem) {
        const auto refusal = tls_->take_refusal(descriptor());
        if (!refusal.empty()) {
            throw NetError(Failure::certificate, "the certificate of " + endpoint.host + " " + refusal);
        }
        if (dynamic_cast<const Poco::Net::CertificateValidationException*>(&problem) != nullptr) {
            throw NetError(Failure::certificate,
                           "the certificate of " + endpoint.host + " is for another host name");
        }
        throw NetError(Failure::tls,
                       "no secure connection to " + endpoint.authority() + ": " + problem.displayText());
    }
    reusable_ = true;
}

bool Connection::stale() const {
    return ready_now(descriptor(), POLLIN);
}

Response Connection::exchange(std::string_view request, const ResponseLimits& limits, TimePoint deadline,
                              const CancelWatch& cancel) {
    reusable_ = false;
    ResponseParser parser(limits);
    bool sent = false;
    try {
        while (!request.empty()) {
            const int written = socket_.sendBytes(request.data(), static_cast<int>(request.size()));
            if (const short events = wanted(written)) {
                wait_for(descriptor(), events, deadline, cancel, sent);
            } else if (written > 0) {
                sent = true;
                request.remove_prefix(static_cast<std::size_t>(written));
            }
        }
        const auto sent_at = Clock::now();
        TimePoint received_at{};
        std::array<char, 16 * 1024> chunk; // one TLS record; written before it is read
        while (!parser.done()) {
            if (Clock::now() >= deadline) { // a peer that trickles never lets the wait below run out
                throw NetError(Failure::timeout, "the answer did not come whole in time", true);
            }
            const int read = socket_.receiveBytes(chunk.data(), static_cast<int>(chunk.size()));
            if (const short events = wanted(read)) {
                wait_for(descriptor(), events, deadline, cancel, true);
            } else if (read > 0) {
                if (!parser.begun()) {
                    received_at = Clock::now();
                }
                parser.take(std::string_view{chunk.data(), static_cast<std::size_t>(read)});
            } else {
                parser.take_end();
            }
        }
        reusable_ = parser.reusable(); // what comes later shows when it is taken up again
        Response response = std::move(parser.response());
        response.sent_at = sent_at;
        response.received_at = received_at;
        return response;
    } catch (const Poco::Exception&) {
        // The library's texts name internals of TLS and nothing a person can act on.
        throw NetError(Failure::closed, "the connection broke before the answer was whole", sent);
    }
}

} // namespace spotify::net
