// Why an exchange did not give an answer.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <utility>

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

// what() is a sentence for a person; it names the host and never a header, a token or a body. A value that goes from
// thread to thread, so its text is not one of the standard library's own, whose sharing ThreadSanitizer cannot see.
class NetError : public std::exception {
public:
    NetError(Failure failure, std::string sentence, bool sent = false)
        : failure_(failure)
        , sent_(sent)
        , sentence_(std::make_shared<const std::string>(std::move(sentence))) {}

    const char* what() const noexcept override { return sentence_->c_str(); }
    Failure failure() const { return failure_; }
    // True when at least part of the request had left, so that the server may have acted on it.
    bool sent() const { return sent_; }

private:
    Failure failure_;
    bool sent_;
    std::shared_ptr<const std::string> sentence_; // copying an exception must not throw
};

} // namespace spotify::net
