// One verified TLS connection to one host. Every wait ends by a deadline or a cancel.
#pragma once

#include "net/cancel.hpp"
#include "net/message.hpp"
#include "net/response_parser.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

#include <memory>
#include <string_view>

#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>

namespace spotify::net {

// Used by one thread at a time. Closes without ceremony when destroyed.
class Connection {
public:
    // Connects, shakes hands and has the certificate checked before anything is sent. Throws NetError.
    Connection(const Endpoint& endpoint, const Poco::Net::SocketAddress& address,
               std::shared_ptr<TlsContext> tls, TimePoint deadline, const CancelWatch& cancel);

    // True when the peer has closed, or sent something unasked, while the connection lay idle.
    bool stale() const;

    // Sends `request` whole and reads one answer, its body as it came. Throws NetError; the connection is of
    // no use after that.
    Response exchange(std::string_view request, const ResponseLimits& limits, TimePoint deadline,
                      const CancelWatch& cancel);

    // Whether another exchange may follow; false after an answer that ended the connection or left bytes
    // over.
    bool reusable() const { return reusable_; }

private:
    void shake_hands(const Endpoint& endpoint, TimePoint deadline, const CancelWatch& cancel);
    int descriptor() const;

    std::shared_ptr<TlsContext> tls_;
    Poco::Net::SecureStreamSocket socket_;
    bool reusable_ = false;
};

} // namespace spotify::net
