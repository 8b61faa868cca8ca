// Who is to be trusted: one TLS context per host, in which OpenSSL itself checks chain and host name.
#pragma once

#include "net/url.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <Poco/Net/Context.h>
#include <Poco/Net/Session.h>

namespace spotify::net {

// Thread-safe; outlives the connections made with it. The library's own host check is not relied upon,
// because a slow ServerHello makes it pass without a certificate, and its verify callback is replaced,
// because the host process can tell it to ignore errors.
class TlsContext {
public:
    // With a CA file (PEM) that alone is trusted, otherwise the system's trust store; never a pinned
    // certificate, because Spotify changes roots. Throws NetError (certificate) with a sentence that names a
    // CA file that cannot be read.
    TlsContext(const Endpoint& endpoint, const std::filesystem::path& ca_file);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    Poco::Net::Context::Ptr context() const { return context_; }

    // Why the certificate on this socket was refused, as a part of a sentence; empty when it was not. Forgets
    // it.
    std::string take_refusal(int socket);

    // The newest session that a verified connection made with this context was given, to shorten the next
    // handshake; null when there is none. Under TLS 1.3 each is handed out once, so that nobody on the way
    // can tell that two connections belong together. The library's own cache never resumes under TLS 1.3,
    // because it looks before the server has sent its tickets.
    Poco::Net::Session::Ptr take_session();

    // After a handshake that failed: perhaps the server cannot bear what it was offered.
    void forget_sessions();

private:
    static int verify(X509_STORE_CTX* chain, void* self);
    static int keep_session(SSL* connection, SSL_SESSION* session);

    Poco::Net::Context::Ptr context_;
    std::mutex mutex_;
    std::vector<Poco::Net::Session::Ptr> sessions_; // the newest at the back
    std::map<int, long>
        refusals_; // X509_V_ERR_... by socket, between the handshake's failure and take_refusal()
};

} // namespace spotify::net
