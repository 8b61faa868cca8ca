// The floor under all exchanges: a prepared request through bare OpenSSL, blocking, and Content-Length bytes
// read back without a look at them.
#pragma once

#include "server.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace bench {

class RawClient {
public:
    explicit RawClient(const Server& server); // throws CannotMeasure; connects with the first exchange

    // Gives the number of bytes of the answer.
    std::size_t exchange(const std::string& request);
    void disconnect() { tls_.reset(); }

private:
    struct FreeContext {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    };
    struct CloseTls { // and its socket
        void operator()(SSL* tls) const;
    };
    void connect();

    std::uint16_t port_;
    std::unique_ptr<SSL_CTX, FreeContext> context_;
    std::unique_ptr<SSL, CloseTls> tls_;
    std::string buffer_;
};

} // namespace bench
