#include "panel/tls.hpp"

#include "panel/panel_server.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>
#include <system_error>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

namespace avhost::panel {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view key, const std::string& why) {
    ::ERR_clear_error();
    throw PanelError(PanelError::Reason::bad_certificate,
                     file.string() + " (/panel/tls/" + std::string{key} + "): " + why);
}

// OpenSSL's own words for the last error.
std::string reason() {
    const char* const text = ::ERR_reason_error_string(::ERR_peek_last_error());
    return text != nullptr ? std::string{"; "} + text : std::string{};
}

void expect_file(const std::filesystem::path& file, std::string_view key) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) {
        refuse(file, key, "expected a file that can be read; " + std::generic_category().message(errno));
    }
    if (!S_ISREG(facts.st_mode)) { // a FIFO would block
        refuse(file, key, "expected a regular file");
    }
    if (key == "key" && (facts.st_mode & S_IRWXO) != 0) {
        refuse(file, key,
               "expected a private key that not everybody can read; use: chmod o= " + file.string());
    }
}

// Never asks at the terminal.
int no_passphrase(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return 0;
}

void load(SSL_CTX* context, const host::PanelTls& files) {
    expect_file(files.certificate, "certificate");
    expect_file(files.key, "key");
    if (::SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
        refuse(files.certificate, "certificate",
               "expected a certificate in PEM, with the chain behind it" + reason());
    }
    bool asked = false;
    ::SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    ::SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    const int loaded = ::SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM);
    ::SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    ::SSL_CTX_set_default_passwd_cb(context, nullptr);
    if (asked) {
        refuse(files.key, "key", "expected a private key that is not under a passphrase");
    }
    if (loaded != 1) {
        // OpenSSL compares while it loads.
        const bool mismatch = ERR_GET_REASON(::ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH ||
                              ERR_GET_REASON(::ERR_peek_last_error()) == X509_R_KEY_TYPE_MISMATCH;
        refuse(files.key, "key",
               mismatch ? "expected the private key of the certificate in " + files.certificate.string() +
                              "; this is another one's"
                        : "expected a private key in PEM" + reason());
    }
    if (::SSL_CTX_check_private_key(context) != 1) {
        refuse(files.key, "key",
               "expected the private key of the certificate in " + files.certificate.string() +
                   "; this is another one's");
    }
}

std::vector<std::string> dns_names(X509* certificate) {
    std::vector<std::string> names;
    const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> all{
        static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        [](GENERAL_NAMES* list) { ::GENERAL_NAMES_free(list); }};
    const int count = all ? sk_GENERAL_NAME_num(all.get()) : 0;
    for (int i = 0; i < count; ++i) {
        int type = 0;
        const void* const value = ::GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), i), &type);
        if (type == GEN_DNS) {
            const auto* const text = static_cast<const ASN1_STRING*>(value);
            const void* const data = ::ASN1_STRING_get0_data(text);
            names.emplace_back(static_cast<const char*>(data),
                               static_cast<std::size_t>(::ASN1_STRING_length(text)));
        }
    }
    return names;
}

std::int64_t end_of(X509* certificate) {
    std::tm utc{};
    return ::ASN1_TIME_to_tm(::X509_get0_notAfter(certificate), &utc) == 1 ? ::timegm(&utc) : 0;
}

} // namespace

std::unique_ptr<Tls> read_tls(const host::PanelTls& files) {
    namespace ssl = boost::asio::ssl;
    auto tls = std::make_unique<Tls>(ssl::context{ssl::context::tls_server});
    SSL_CTX* const context = tls->context.native_handle();
    ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    ::SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                       SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
    load(context, files);
    X509* const certificate = ::SSL_CTX_get0_certificate(context);
    tls->names = dns_names(certificate);
    tls->ends_at = end_of(certificate);
    return tls;
}

} // namespace avhost::panel
