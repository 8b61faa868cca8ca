// An HTTPS server of the test's own on 127.0.0.1, whose every byte the test decides.
#pragma once

#include "net/file_descriptor.hpp"
#include "net/transport.hpp"
#include "temp_dir.hpp"

#include <openssl/ssl.h>

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace test {

// "HTTP/1.1 200 OK" with a length, then the headers ("X: y\r\n"...) and the body.
std::string ok(const std::string& body, const std::string& headers = {});

class TlsPeer {
public:
    // Called on the connection's thread with a request's head; gives the bytes of the answer.
    using Answer = std::function<std::string(const std::string& head)>;

    explicit TlsPeer(Answer answer, int newest_tls = TLS1_3_VERSION, const std::string& name = "127.0.0.1");
    ~TlsPeer(); // ends the connections and joins all threads
    TlsPeer(const TlsPeer&) = delete;
    TlsPeer& operator=(const TlsPeer&) = delete;

    // This server, trusted by its authority alone. Copies of the CA file make destinations that differ.
    spotify::net::Destination destination(const std::string& ca_copy = "ca.pem");

    // One entry per finished handshake, in order: whether it resumed a session.
    std::vector<bool> resumed() const;
    // False when that many connections have not ended, or that many answers were not given, in 20 s.
    bool wait_for_ended(std::size_t count) const;
    bool wait_for_answers(std::size_t count) const;

    void forget_ticket_keys();
    void refuse_next() { refuse_next_ = true; } // the next connection ends before its handshake

private:
    struct Visitor {
        spotify::net::FileDescriptor socket;
        std::thread thread;
    };
    struct ContextFree {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    };

    void accept_all();
    void serve(int socket);

    Answer answer_;
    TempDir folder_;
    std::string ca_pem_;
    std::unique_ptr<SSL_CTX, ContextFree> context_;
    spotify::net::FileDescriptor listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> refuse_next_ = false;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<bool> resumed_;
    std::size_t ended_ = 0;
    std::size_t answers_ = 0;
    std::list<Visitor> visitors_; // used by the accepting thread, then by the destructor
    std::thread accepting_;
};

} // namespace test
