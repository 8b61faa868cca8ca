#include "net/connection.hpp"

#include "net/error.hpp"

#include <poll.h>
#include <sys/epoll.h>

#include <array>

#include <Poco/Error.h>
#include <Poco/Exception.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/StreamSocket.h>

namespace spotify::net {

namespace {

using Poco::Net::SecureStreamSocket;

bool ready_now(int descriptor, short events) {
    pollfd watched{descriptor, events, 0};
    return ::poll(&watched, 1, 0) > 0;
}

// A non-blocking TLS call that has to wait: for what, edges of both kinds tell.
bool has_to_wait(int result) {
    return result == SecureStreamSocket::ERR_SSL_WANT_READ ||
           result == SecureStreamSocket::ERR_SSL_WANT_WRITE;
}

Poco::Net::StreamSocket connecting(const Poco::Net::SocketAddress& address, const Endpoint& endpoint) {
    try {
        Poco::Net::StreamSocket socket;
        socket.connectNB(address); // leaves the socket non-blocking, as all that follows needs it
        return socket;
    } catch (const Poco::Exception& problem) {
        throw NetError(Failure::connect,
                       "no connection to " + endpoint.authority() + ": " + problem.displayText());
    }
}

} // namespace

Connection::Connection(Loop& loop, const Endpoint& endpoint, const Poco::Net::SocketAddress& address,
                       std::shared_ptr<TlsContext> tls)
    : endpoint_(endpoint)
    , address_(address)
    , tls_(std::move(tls))
    , socket_(connecting(address, endpoint))
    // Edges: each call goes on until it has to wait, so one registration does for the connection's life.
    , watch_(loop.watch(descriptor(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this)) {}

void Connection::on_events(int /*descriptor*/, std::uint32_t /*events*/) {
    const auto listener = listener_; // this may be gone when it returns
    if (listener) {
        listener();
    }
}

bool Connection::establish() {
    if (!is_taken_) {
        connect();
    }
    if (is_taken_ && !reusable_) {
        shake_hands();
    }
    return reusable_;
}

void Connection::connect() {
    if (!ready_now(descriptor(), POLLOUT)) {
        return;
    }
    try {
        if (const int error = socket_.impl()->socketError(); error != 0) {
            throw NetError(Failure::connect, "no connection to " + endpoint_.authority() + ": " +
                                                 Poco::Error::getMessage(error));
        }
        socket_.setNoDelay(true);
        socket_ = SecureStreamSocket::attach(socket_, endpoint_.host, tls_->context(), tls_->take_session());
        socket_.setBlocking(false);
        is_taken_ = true;
    } catch (const Poco::Exception& problem) {
        throw NetError(Failure::connect,
                       "no connection to " + endpoint_.authority() + ": " + problem.displayText());
    }
}

void Connection::shake_hands() {
    try {
        reusable_ = !has_to_wait(SecureStreamSocket(socket_).completeHandshake());
    } catch (const Poco::Exception& problem) {
        tls_->forget_sessions();
        const auto refusal = tls_->take_refusal(descriptor());
        if (!refusal.empty()) {
            throw NetError(Failure::certificate, "the certificate of " + endpoint_.host + " " + refusal);
        }
        if (dynamic_cast<const Poco::Net::CertificateValidationException*>(&problem) != nullptr) {
            throw NetError(Failure::certificate,
                           "the certificate of " + endpoint_.host + " is for another host name");
        }
        throw NetError(Failure::tls,
                       "no secure connection to " + endpoint_.authority() + ": " + problem.displayText());
    }
}

bool Connection::stale() const {
    return ready_now(descriptor(), POLLIN);
}

void Connection::send(std::string_view request, const ResponseLimits& limits) {
    reusable_ = false;
    unsent_ = request;
    sent_ = false;
    sent_at_ = {};
    received_at_ = {};
    parser_ = ResponseParser(limits);
}

bool Connection::advance() {
    try {
        while (!unsent_.empty()) {
            const int written = socket_.sendBytes(unsent_.data(), static_cast<int>(unsent_.size()));
            if (has_to_wait(written)) {
                return false;
            }
            if (written > 0) {
                sent_ = true;
                unsent_.remove_prefix(static_cast<std::size_t>(written));
                sent_at_ = Clock::now();
            }
        }
        std::array<char, 16 * 1024> chunk; // one TLS record; written before it is read
        while (!parser_.done()) {
            const int read = socket_.receiveBytes(chunk.data(), static_cast<int>(chunk.size()));
            if (has_to_wait(read)) {
                return false;
            }
            if (read > 0) {
                if (!parser_.begun()) {
                    received_at_ = Clock::now();
                }
                parser_.take(std::string_view{chunk.data(), static_cast<std::size_t>(read)});
            } else {
                parser_.take_end();
            }
        }
        reusable_ = parser_.reusable(); // what comes later shows when it is taken up again
        return true;
    } catch (const Poco::Exception&) {
        // The library's texts name internals of TLS and nothing a person can act on.
        throw NetError(Failure::closed, "the connection broke before the answer was whole", sent_);
    } catch (const NetError& error) {
        throw NetError(error.failure(), error.what(), sent_);
    }
}

Response Connection::take_response() {
    Response response = std::move(parser_.response());
    response.sent_at = sent_at_;
    response.received_at = received_at_;
    parser_ = ResponseParser{}; // an idle connection holds no answer
    return response;
}

} // namespace spotify::net
