// Certificates: the host's, read, checked, and made ready for connections; and those of a client, checked alone. Knows
// OpenSSL and files, no socket.
#pragma once

#include "face/open_error.hpp"

#include "host/site_access.hpp"

#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace avhost::door {

struct Tls {
    explicit Tls(boost::asio::ssl::context made)
        : context{std::move(made)} {}

    boost::asio::ssl::context context; // TLS 1.2 at least
    std::vector<std::string> names{};  // DNS names that the certificate is for; "*.example.net" among them
    std::int64_t ends_at = 0;          // epoch seconds after which the certificate is good no longer
};

// What is wrong with one of the files. what() names the file and its place in the site file.
class CertificateError : public face::OpenError {
public:
    CertificateError(const std::string& place, std::string key, std::string sentence);

    const std::string& key() const { return key_; }           // certificate or key
    const std::string& sentence() const { return sentence_; } // "FILE: expected ..."

private:
    std::string key_;
    std::string sentence_;
};

// Throws CertificateError: when a file cannot be read or is no PEM, the key asks for a passphrase, is not the
// certificate's, or can be read by everybody.
std::unique_ptr<Tls> read_tls(const host::TlsFiles& files);

// The same for the pair that a client shows, whose key may be readable by everybody.
void check_client_certificate(const host::TlsFiles& files);

// What is wrong with a file of certificates to trust, "FILE: expected ..."; empty: nothing.
std::string authorities_fault(const std::filesystem::path& file);

// A sentence from 14 days before the end of a certificate on; empty before, and for one without an end (0). Both in epoch
// seconds.
std::string certificate_warning(std::int64_t ends_at, std::int64_t now);

} // namespace avhost::door
