#include "net/tls.hpp"

#include "net/error.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <Poco/Exception.h>
#include <Poco/Net/SSLManager.h>

namespace spotify::net {

namespace {

// Forward secrecy and authenticated encryption only; the library's default list has neither condition.
// TLS 1.3 has suites of its own and is not touched by this.
constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM";

// Enough for the connections that come back together after an outage; a full handshake gives two at once.
constexpr std::size_t most_sessions = 16;

// Takes over the caller's reference. The library makes such objects for itself only.
class KeptSession final : public Poco::Net::Session {
public:
    explicit KeptSession(SSL_SESSION* session)
        : Session(session) {}
};

Poco::Net::Context::Ptr make_context(const std::filesystem::path& ca_file) {
    Poco::Net::Context::Params params;
    params.verificationMode = Poco::Net::Context::VERIFY_STRICT;
    params.caLocation = ca_file.string();
    params.loadDefaultCAs = ca_file.empty();
    params.cipherList = tls12_ciphers;
    try {
        Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params);
        context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
        return context;
    } catch (const Poco::Exception&) {
        throw NetError(Failure::certificate,
                       ca_file.empty() ? std::string{"the system's trusted certificates cannot be read"}
                                       : "the CA file " + ca_file.string() + " cannot be read as PEM");
    }
}

std::string explain(long error) {
    switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "is for another host name";
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "has expired, or the clock of this controller is wrong";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "is not valid yet, or the clock of this controller is wrong";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return "was not issued by an authority that this controller trusts";
    default:
        return std::string{"was refused: "} + X509_verify_cert_error_string(error);
    }
}

} // namespace

TlsContext::TlsContext(const Endpoint& endpoint, const std::filesystem::path& ca_file)
    : context_(make_context(ca_file)) {
    SSL_CTX* raw = context_->sslContext();
    X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(raw);
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const bool set = endpoint.is_literal()
                         ? X509_VERIFY_PARAM_set1_ip_asc(expected, endpoint.host.c_str()) == 1
                         : X509_VERIFY_PARAM_set1_host(expected, endpoint.host.c_str(), 0) == 1;
    if (!set) {
        throw NetError(Failure::certificate, "the host name " + endpoint.host + " cannot be checked");
    }
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(raw, &TlsContext::verify, this);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_app_data(raw, this);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(raw, &TlsContext::keep_session);
}

int TlsContext::verify(X509_STORE_CTX* chain, void* self) {
    const int trusted = X509_verify_cert(chain);
    if (trusted != 1) {
        const auto* ssl =
            static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
        auto* context = static_cast<TlsContext*>(self);
        try {
            const std::lock_guard lock(context->mutex_);
            context->refusals_[SSL_get_fd(ssl)] = X509_STORE_CTX_get_error(chain);
        } catch (...) { // out of memory: refused all the same, only without its reason
        }
    }
    return trusted == 1 ? 1 : 0;
}

// Called by OpenSSL for each ticket or session that a server gives; 1 when the reference is kept. A resumed
// session is not checked again: it belongs to this context, hence to this host and these authorities.
int TlsContext::keep_session(SSL* connection, SSL_SESSION* session) {
    if (SSL_get_verify_result(connection) != X509_V_OK || SSL_SESSION_is_resumable(session) != 1) {
        return 0;
    }
    auto* context = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    try {
        const std::lock_guard lock(context->mutex_);
        auto& sessions = context->sessions_;
        if (sessions.size() == most_sessions) {
            sessions.erase(sessions.begin());
        }
        sessions.reserve(sessions.size() + 1); // nothing fails any more once the reference is taken over
        sessions.emplace_back(new KeptSession(session));
        return 1;
    } catch (...) { // out of memory: the next handshake is a whole one
        return 0;
    }
}

Poco::Net::Session::Ptr TlsContext::take_session() {
    const std::lock_guard lock(mutex_);
    if (sessions_.empty()) {
        return {};
    }
    auto newest = sessions_.back();
    if (SSL_SESSION_get_protocol_version(newest->sslSession()) >= TLS1_3_VERSION) {
        sessions_.pop_back();
    }
    return newest;
}

void TlsContext::forget_sessions() {
    const std::lock_guard lock(mutex_);
    sessions_.clear();
}

std::string TlsContext::take_refusal(int socket) {
    const std::lock_guard lock(mutex_);
    const auto found = refusals_.extract(socket);
    return found.empty() ? std::string{} : explain(found.mapped());
}

} // namespace spotify::net
