// The panel's certificate: read, checked, and made ready for connections. Knows OpenSSL and files, no socket.
#pragma once

#include "host/site_panel.hpp"

#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace avhost::panel {

struct Tls {
    explicit Tls(boost::asio::ssl::context made)
        : context{std::move(made)} {}

    boost::asio::ssl::context context; // TLS 1.2 at least
    std::vector<std::string> names{};  // DNS names that the certificate is for; "*.example.net" among them
    std::int64_t ends_at = 0;          // epoch seconds after which the certificate is good no longer
};

// Throws PanelError with a sentence that names the file and its key in the site file: when a file cannot be
// read or is no PEM, the key asks for a passphrase, is not the certificate's, or can be read by everybody.
std::unique_ptr<Tls> read_tls(const host::PanelTls& files);

} // namespace avhost::panel
