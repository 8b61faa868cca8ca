#include "raw_client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace bench {

void RawClient::CloseTls::operator()(SSL* tls) const {
    const int descriptor = SSL_get_fd(tls);
    SSL_free(tls);
    close(descriptor);
}

RawClient::RawClient(const Server& server)
    : port_(server.port())
    , context_(SSL_CTX_new(TLS_client_method()))
    , buffer_(32 * 1024, '\0') {
    if (context_ == nullptr ||
        SSL_CTX_load_verify_locations(context_.get(), server.ca_file().c_str(), nullptr) != 1) {
        throw CannotMeasure("the raw client has no TLS context");
    }
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
}

void RawClient::connect() {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close(descriptor);
        throw CannotMeasure("the raw client has no connection");
    }
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), descriptor);
    if (SSL_connect(tls_.get()) != 1) {
        throw CannotMeasure("the raw client's handshake failed");
    }
}

std::size_t RawClient::exchange(const std::string& request) {
    if (tls_ == nullptr) {
        connect();
    }
    if (SSL_write(tls_.get(), request.data(), static_cast<int>(request.size())) <= 0) {
        throw CannotMeasure("the raw client could not send");
    }
    std::size_t have = 0;
    std::size_t whole = 0; // head and body; 0 until the head is there
    while (whole == 0 || have < whole) {
        const int count =
            SSL_read(tls_.get(), buffer_.data() + have, static_cast<int>(buffer_.size() - have - 1));
        if (count <= 0) {
            throw CannotMeasure("the raw client's answer was cut");
        }
        have += static_cast<std::size_t>(count);
        buffer_[have] = '\0';
        if (whole == 0) {
            const char* end = std::strstr(buffer_.c_str(), "\r\n\r\n");
            const char* length = std::strstr(buffer_.c_str(), "Content-Length: ");
            if (end != nullptr) {
                const auto head = static_cast<std::size_t>(end - buffer_.c_str()) + 4;
                whole =
                    head + (length != nullptr && length < end ? std::strtoul(length + 16, nullptr, 10) : 0);
            }
        }
    }
    return have;
}

} // namespace bench
