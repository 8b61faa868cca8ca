// Makes the authorities and the server's certificate at start, so that no key is ever stored. Knows OpenSSL
// only.
#pragma once

#include <string>
#include <vector>

namespace sim {

struct ServerIdentity {
    std::string ca_pem;          // signed the server's certificate
    std::string other_ca_pem;    // signed nothing: for clients that should not trust the server
    std::string certificate_pem; // of the server
    std::string key_pem;         // of the server; stays in memory
};

// `names` are host names or IP addresses that the server's certificate is for. Throws std::runtime_error.
ServerIdentity make_server_identity(const std::vector<std::string>& names);

} // namespace sim
