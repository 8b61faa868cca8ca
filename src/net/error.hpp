// Why an exchange did not give an answer.
#pragma once

#include <stdexcept>
#include <string>

namespace spotify::net {

enum class Failure {
    canceled,
    timeout,
    lookup,      // the host name could not be looked up
    connect,     // no connection
    certificate, // the server's certificate is not to be trusted, or is for another host; nothing was sent
    tls,         // any other failure of the handshake or of the encrypted stream
    closed,      // the connection ended before the answer was whole
    malformed,   // the answer is not HTTP/1.1, or its framing does not add up
    too_large,   // the answer is over a limit
    withheld,    // Request::may_send said no; nothing was sent
    invalid,     // the request itself may not be sent (a line break in a header, say)
};

// what() is a sentence for a person; it names the host and never a header, a token or a body.
class NetError : public std::runtime_error {
public:
    NetError(Failure failure, const std::string& sentence, bool sent = false)
        : std::runtime_error(sentence)
        , failure_(failure)
        , sent_(sent) {}

    Failure failure() const { return failure_; }
    // True when at least part of the request had left, so that the server may have acted on it.
    bool sent() const { return sent_; }

private:
    Failure failure_;
    bool sent_;
};

} // namespace spotify::net
