#include "certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <array>
#include <memory>
#include <stdexcept>

namespace sim {
namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void require(bool success, const char* what) {
    if (!success)
        throw std::runtime_error(std::string("cannot make a certificate: ") + what + " failed");
}

Owned<EVP_PKEY> make_key() {
    Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    require(key != nullptr, "EVP_EC_gen");
    return key;
}

void add_extension(X509& certificate, X509& issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
    require(extension != nullptr, "X509V3_EXT_conf_nid");
    require(X509_add_ext(&certificate, extension.get(), -1) == 1, "X509_add_ext");
}

// Without issuer and extensions, valid from an hour ago for thirty days.
Owned<X509> make_unsigned(EVP_PKEY& key, const std::string& common_name) {
    Owned<X509> certificate(X509_new());
    require(certificate != nullptr, "X509_new");
    std::uint64_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "RAND_bytes");
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30L * 24 * 3600);
    require(X509_set_pubkey(certificate.get(), &key) == 1, "X509_set_pubkey");
    require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                                       0) == 1,
            "X509_NAME_add_entry_by_txt");
    return certificate;
}

void sign(X509& certificate, EVP_PKEY& issuer_key) {
    require(X509_sign(&certificate, &issuer_key, EVP_sha256()) > 0, "X509_sign");
}

Owned<X509> make_authority(EVP_PKEY& key, const std::string& name) {
    auto certificate = make_unsigned(key, name);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    add_extension(*certificate, *certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(*certificate, *certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(*certificate, *certificate, NID_subject_key_identifier, "hash");
    sign(*certificate, key);
    return certificate;
}

bool is_address(const std::string& name) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
           inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

Owned<X509> make_server(EVP_PKEY& key, X509& authority, EVP_PKEY& authority_key,
                        const std::vector<std::string>& names) {
    auto certificate = make_unsigned(key, "Spotify simulator");
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(&authority));
    std::string alternatives;
    for (const std::string& name : names) {
        if (name.empty() || name.find(',') != std::string::npos)
            throw std::runtime_error("a certificate's name must not be empty and must not hold a comma");
        alternatives +=
            (alternatives.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
    }
    add_extension(*certificate, authority, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(*certificate, authority, NID_key_usage, "critical,digitalSignature");
    add_extension(*certificate, authority, NID_ext_key_usage, "serverAuth,clientAuth");
    add_extension(*certificate, authority, NID_authority_key_identifier, "keyid");
    add_extension(*certificate, authority, NID_subject_alt_name, alternatives);
    sign(*certificate, authority_key);
    return certificate;
}

std::string contents(BIO& bio) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(&bio, &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string pem(X509& certificate) {
    const Owned<BIO> bio(BIO_new(BIO_s_mem()));
    require(bio && PEM_write_bio_X509(bio.get(), &certificate) == 1, "PEM_write_bio_X509");
    return contents(*bio);
}

std::string pem(EVP_PKEY& key) {
    const Owned<BIO> bio(BIO_new(BIO_s_mem()));
    require(bio && PEM_write_bio_PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
            "PEM_write_bio_PrivateKey");
    return contents(*bio);
}

} // namespace

ServerIdentity make_server_identity(const std::vector<std::string>& names) {
    const auto authority_key = make_key();
    const auto authority = make_authority(*authority_key, "Spotify simulator authority");
    const auto other_key = make_key();
    const auto other = make_authority(*other_key, "Unrelated authority");
    const auto server_key = make_key();
    const auto server = make_server(*server_key, *authority, *authority_key, names);
    return {pem(*authority), pem(*other), pem(*server), pem(*server_key)};
}

} // namespace sim
