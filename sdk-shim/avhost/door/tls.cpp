#include "door/tls.hpp"

#include "host/clock.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <grp.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace avhost::door {
namespace {

constexpr std::int64_t notice = 14LL * 24 * 3600; // s before the end of a certificate

enum class KeyMode { not_for_everybody, any };

struct Fault {
    std::string_view key; // certificate or key
    std::string sentence;
};

// Throws Fault.
[[noreturn]] void refuse(const std::filesystem::path& file, std::string_view key, const std::string& why) {
    ::ERR_clear_error();
    throw Fault{key, file.string() + ": " + why};
}

// OpenSSL's own words for the last error.
std::string reason() {
    const char* const text = ::ERR_reason_error_string(::ERR_peek_last_error());
    return text != nullptr ? std::string{"; "} + text : std::string{};
}

std::string user_name(uid_t id) {
    const passwd* const entry = ::getpwuid(id); // NOLINT: at the start and at a reload, on one thread
    return entry != nullptr ? entry->pw_name : std::to_string(id);
}

std::string group_name(gid_t id) {
    const group* const entry = ::getgrgid(id); // NOLINT: likewise
    return entry != nullptr ? entry->gr_name : std::to_string(id);
}

// What keeps us from reading the file; empty: nothing.
std::string fault_of(const std::filesystem::path& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) {
        return "expected a file that can be read; " + std::generic_category().message(errno);
    }
    if (!S_ISREG(facts.st_mode)) { // a FIFO would block
        return "expected a regular file";
    }
    if (::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) != 0) {
        std::ostringstream mode;
        mode << std::oct << (facts.st_mode & 07777U);
        return "expected a file that the user " + user_name(::geteuid()) + " can read; it belongs to " +
               user_name(facts.st_uid) + " and the group " + group_name(facts.st_gid) + ", with mode " +
               mode.str();
    }
    return {};
}

void expect_file(const std::filesystem::path& file, std::string_view key) {
    if (const auto fault = fault_of(file); !fault.empty()) {
        refuse(file, key, fault);
    }
}

void expect_mode(const std::filesystem::path& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) == 0 && (facts.st_mode & S_IRWXO) != 0) {
        refuse(file, "key",
               "expected a private key that not everybody can read; use: chmod o= " + file.string());
    }
}

// Whether there is a private key in the file, and no certificate; or the other way round.
enum class Content { certificate, key, other };
Content content_of(const std::filesystem::path& file) {
    constexpr std::size_t enough = 1U << 20U; // bytes
    std::ifstream in{file, std::ios::binary};
    std::string text(enough, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    const bool has_key = text.find("PRIVATE KEY-----") != std::string::npos;
    const bool has_certificate = text.find("-----BEGIN CERTIFICATE-----") != std::string::npos;
    ::OPENSSL_cleanse(text.data(), text.size());
    return has_key == has_certificate ? Content::other : has_key ? Content::key : Content::certificate;
}

// Never asks at the terminal.
int no_passphrase(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return 0;
}

void load_files(SSL_CTX* context, const host::TlsFiles& files, KeyMode mode) {
    expect_file(files.certificate, "certificate");
    expect_file(files.key, "key");
    if (content_of(files.certificate) == Content::key && content_of(files.key) == Content::certificate) {
        refuse(
            files.certificate, "certificate",
            "expected a certificate; this is a private key, and under key stands a certificate: the two are "
            "swapped");
    }
    if (mode == KeyMode::not_for_everybody) {
        expect_mode(files.key);
    }
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

// Throws CertificateError.
void load(SSL_CTX* context, const host::TlsFiles& files, KeyMode mode) {
    try {
        load_files(context, files, mode);
    } catch (const Fault& fault) {
        throw CertificateError{files.origin.pointer, std::string{fault.key}, fault.sentence};
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

CertificateError::CertificateError(const std::string& place, std::string key, std::string sentence)
    : OpenError{Reason::bad_certificate, place + '/' + key + ": " + sentence}
    , key_{std::move(key)}
    , sentence_{std::move(sentence)} {}

void check_client_certificate(const host::TlsFiles& files) {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
    load(context.native_handle(), files, KeyMode::any);
}

std::string authorities_fault(const std::filesystem::path& file) {
    auto fault = fault_of(file);
    if (fault.empty()) {
        boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
        if (::SSL_CTX_load_verify_locations(context.native_handle(), file.c_str(), nullptr) != 1) {
            fault = "expected certificates in PEM" + reason();
        }
        ::ERR_clear_error();
    }
    return fault.empty() ? fault : file.string() + ": " + fault;
}

std::string certificate_warning(std::int64_t ends_at, std::int64_t now) {
    if (ends_at == 0 || ends_at - now >= notice) {
        return {};
    }
    return "the certificate " + std::string{ends_at < now ? "ended" : "ends"} + " on " +
           host::utc_text(ends_at * 1000).substr(0, 10) +
           "; clients refuse this host after that. Put a new one in place and start the host again";
}

std::unique_ptr<Tls> read_tls(const host::TlsFiles& files) {
    namespace ssl = boost::asio::ssl;
    auto tls = std::make_unique<Tls>(ssl::context{ssl::context::tls_server});
    SSL_CTX* const context = tls->context.native_handle();
    ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    ::SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                       SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
    load(context, files, KeyMode::not_for_everybody);
    X509* const certificate = ::SSL_CTX_get0_certificate(context);
    tls->names = dns_names(certificate);
    tls->ends_at = end_of(certificate);
    return tls;
}

} // namespace avhost::door
