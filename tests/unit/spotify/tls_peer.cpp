#include "tls_peer.hpp"

#include "base/blocked_signals.hpp"
#include "certificates.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <fstream>
#include <stdexcept>

namespace test {

namespace {

constexpr std::chrono::seconds patience{20};

struct OpenSslFree {
    void operator()(SSL* connection) const { SSL_free(connection); }
    void operator()(BIO* text) const { BIO_free(text); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, OpenSslFree>;

Owned<BIO> reading(const std::string& text) {
    return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void use_identity(SSL_CTX* context, const sim::ServerIdentity& identity) {
    const auto certificate_text = reading(identity.certificate_pem);
    const Owned<X509> certificate(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
    const auto key_text = reading(identity.key_pem);
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
    if (SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
        throw std::runtime_error("the test's certificate cannot be used");
    }
}

// The head of the next request, empty when there is none.
std::string read_head(SSL* connection) {
    std::string head;
    for (char byte = 0; SSL_read(connection, &byte, 1) == 1;) {
        head += byte;
        if (head.ends_with("\r\n\r\n")) {
            return head;
        }
    }
    return {};
}

} // namespace

std::string ok(const std::string& body, const std::string& headers) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
           body;
}

TlsPeer::TlsPeer(Answer answer, int newest_tls, const std::string& name)
    : answer_(std::move(answer))
    , context_(SSL_CTX_new(TLS_server_method()))
    , listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto identity = sim::make_server_identity({name});
    ca_pem_ = identity.ca_pem;
    use_identity(context_.get(), identity);
    SSL_CTX_set_max_proto_version(context_.get(), newest_tls);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), generic, length) != 0 || ::listen(listener_.get(), 128) != 0 ||
        ::getsockname(listener_.get(), generic, &length) != 0) {
        throw std::runtime_error("no port for the test's server");
    }
    port_ = ntohs(address.sin_port);
    const spotify::BlockedSignals blocked; // SIGPIPE above all; the threads of the connections inherit it
    accepting_ = std::thread([this] { accept_all(); });
}

TlsPeer::~TlsPeer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    accepting_.join();
    for (auto& visitor : visitors_) {
        ::shutdown(visitor.socket.get(), SHUT_RDWR);
        visitor.thread.join();
    }
}

spotify::net::Destination TlsPeer::destination(const std::string& ca_copy) {
    const auto file = folder_.path() / ca_copy;
    std::ofstream(file) << ca_pem_;
    return {{"127.0.0.1", port_}, file};
}

std::vector<bool> TlsPeer::resumed() const {
    const std::lock_guard lock(mutex_);
    return resumed_;
}

bool TlsPeer::wait_for_ended(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return ended_ >= count; });
}

bool TlsPeer::wait_for_answers(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return answers_ >= count; });
}

void TlsPeer::forget_ticket_keys() {
    std::array<unsigned char, 80> keys{}; // what OpenSSL 3 takes
    RAND_bytes(keys.data(), static_cast<int>(keys.size()));
    if (SSL_CTX_set_tlsext_ticket_keys(context_.get(), keys.data(), keys.size()) != 1) {
        throw std::runtime_error("the test's ticket keys cannot be set");
    }
}

void TlsPeer::accept_all() {
    for (;;) {
        spotify::net::FileDescriptor socket{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        if (socket.get() < 0) {
            return;
        }
        if (!refuse_next_.exchange(false)) {
            const int raw = socket.get();
            visitors_.push_back({std::move(socket), std::thread([this, raw] { serve(raw); })});
        }
    }
}

void TlsPeer::serve(int socket) {
    const Owned<SSL> connection(SSL_new(context_.get()));
    SSL_set_fd(connection.get(), socket);
    if (SSL_accept(connection.get()) == 1) {
        {
            const std::lock_guard lock(mutex_);
            resumed_.push_back(SSL_session_reused(connection.get()) == 1);
        }
        changed_.notify_all();
        for (auto head = read_head(connection.get()); !head.empty(); head = read_head(connection.get())) {
            const auto bytes = answer_(head);
            if (bytes.empty() ||
                SSL_write(connection.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) {
                break;
            }
            const std::lock_guard lock(mutex_);
            ++answers_;
            changed_.notify_all();
        }
    }
    ::shutdown(socket, SHUT_RDWR);
    const std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_all();
}

} // namespace test
