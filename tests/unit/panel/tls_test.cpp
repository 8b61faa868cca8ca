// The port under TLS, and what is wrong with certificates.
#include "certificates.hpp"
#include "door/key_ring.hpp"
#include "door/tls.hpp"
#include "fake_host.hpp"
#include "raw_client.hpp"
#include "temp_dir.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <doctest/doctest.h>
#include <utility> // before Asio 1.74, which forgets it

#include <filesystem>
#include <string>

#include <openssl/pem.h>
#include <openssl/x509.h>

using namespace avhost::door;
using namespace avhost::panel;

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using Stream = ssl::stream<asio::ip::tcp::socket>;

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const sim::ServerIdentity& identity() {
    static const auto made = sim::make_server_identity({"127.0.0.1", "panel.example"});
    return made;
}

struct Files {
    test::TempDir folder;
    host::TlsFiles tls{
        write("cert.pem", identity().certificate_pem), write("key.pem", identity().key_pem), {"/panel/tls"}};

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        const auto file = folder.write(name, text);
        std::filesystem::permissions(file, std::filesystem::perms::owner_read |
                                               std::filesystem::perms::owner_write);
        return file;
    }
};

// A client that trusts the test's own authority alone.
class Client {
public:
    explicit Client(std::uint16_t port, int highest = TLS1_3_VERSION)
        : stream_{loop_, trusting(highest)} {
        stream_.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
        stream_.handshake(ssl::stream_base::client);
    }
    std::string exchange(const std::string& request) {
        asio::write(stream_, asio::buffer(request));
        std::string answer;
        boost::system::error_code failure;
        asio::read(stream_, asio::dynamic_buffer(answer), failure);
        end_ = failure;
        return answer;
    }
    // How the answer ended.
    boost::system::error_code end() const { return end_; }
    Stream& stream() { return stream_; }

private:
    ssl::context& trusting(int highest) {
        context_.set_verify_mode(ssl::verify_peer);
        context_.add_certificate_authority(asio::buffer(identity().ca_pem));
        ::SSL_CTX_set_security_level(context_.native_handle(), 0); // so that old versions are offered at all
        ::SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_VERSION);
        ::SSL_CTX_set_max_proto_version(context_.native_handle(), highest);
        return context_;
    }

    asio::io_context loop_;
    ssl::context context_{ssl::context::tls_client};
    Stream stream_;
    boost::system::error_code end_;
};

std::string get_request(const std::string& host, const std::string& more = "") {
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more + "\r\n";
}

std::string fault(const host::TlsFiles& tls) {
    FakeHost host;
    PanelOptions options;
    options.tls = tls;
    try {
        const PanelServer server(options, host.connect(), host.log());
    } catch (const PanelError& error) {
        CHECK(error.reason() == PanelError::Reason::bad_certificate);
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace

TEST_CASE_FIXTURE(Files, "pages come over TLS under the addresses and the certificate's names") {
    FakeHost host;
    PanelOptions options;
    options.tls = tls;
    PanelServer server(options, host.connect(), host.log());
    for (const std::string name : {"127.0.0.1", "localhost", "panel.example"}) {
        CAPTURE(name);
        Client client(server.port());
        const auto answer = client.exchange(get_request(name + ':' + std::to_string(server.port())));
        CHECK(answer.starts_with("HTTP/1.1 200"));
        CHECK(has(answer, "</html>"));
        CHECK(client.end() == asio::error::eof); // and was not cut off
    }
    Client client(server.port());
    CHECK(client.exchange(get_request("other.example:" + std::to_string(server.port())))
              .starts_with("HTTP/1.1 403"));
    CHECK(server.counts().certificate_ends_at > 1'700'000'000);
}

TEST_CASE_FIXTURE(Files, "TLS 1.2 and 1.3 are spoken, nothing older") {
    FakeHost host;
    PanelOptions options;
    options.tls = tls;
    PanelServer server(options, host.connect(), host.log());
    CHECK_NOTHROW(Client(server.port(), TLS1_3_VERSION));
    CHECK_NOTHROW(Client(server.port(), TLS1_2_VERSION));
    CHECK_THROWS(Client(server.port(), TLS1_1_VERSION));
    CHECK_THROWS(Client(server.port(), TLS1_VERSION));
}

TEST_CASE_FIXTURE(Files, "the WebSocket runs over TLS both ways, and its page has to be https") {
    FakeHost host;
    host.react = [](std::string_view line, const Send& send) { send("re: " + std::string{line}); };
    PanelOptions options;
    options.tls = tls;
    PanelServer server(options, host.connect(), host.log());
    const std::string own = own_host(server.port());
    {
        Client client(server.port());
        namespace websocket = boost::beast::websocket;
        websocket::stream<Stream&> socket{client.stream()};
        socket.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
            request.set(boost::beast::http::field::origin, "https://" + own);
        }));
        socket.handshake(own, "/ws");
        socket.write(asio::buffer(std::string(60'000, 'x')));
        boost::beast::flat_buffer buffer;
        socket.read(buffer);
        CHECK(boost::beast::buffers_to_string(buffer.data()) == "re: " + std::string(60'000, 'x'));
        host.wait_for_browsers(1);
        socket.close(websocket::close_code::normal);
    }
    host.wait_for_browsers(0);
    Client client(server.port());
    CHECK(client.exchange(handshake(own, "http://" + own)).starts_with("HTTP/1.1 403"));
}

TEST_CASE_FIXTURE(Files, "under TLS the cookie is for TLS only") {
    FakeHost host;
    PanelOptions options;
    options.tls = tls;
    options.keys = {{"wall", host::Role::operate, sha256("abc")}};
    PanelServer server(options, host.connect(), host.log());
    const std::string own = own_host(server.port());
    Client client(server.port());
    const auto answer =
        client.exchange("POST /login HTTP/1.1\r\nHost: " + own + "\r\nOrigin: https://" + own +
                        "\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded"
                        "\r\nContent-Length: 7\r\n\r\nkey=abc");
    CHECK(has(answer, "av_key=abc; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict; Secure\r\n"));
}

TEST_CASE_FIXTURE(Files, "a plain request gets a sentence with the right address, and nothing else") {
    FakeHost host;
    PanelOptions options;
    options.tls = tls;
    PanelServer server(options, host.connect(), host.log());
    const auto said_to = [&](const std::string& request) {
        RawClient client(server.port());
        client.send(request);
        return client.read_all();
    };
    const auto own = own_host(server.port());
    const auto answer = said_to(get_request(own));
    CHECK(answer.starts_with("HTTP/1.1 400"));
    CHECK(has(answer, "This port speaks HTTPS only. Please open https://" + own + "/ in place of http://."));
    for (const auto& request :
         {get_request("other.example"), handshake(own, "http://" + own), handshake(own, "https://" + own),
          "POST /login HTTP/1.1\r\nHost: " + own + "\r\nOrigin: https://" + own +
              "\r\nContent-Length: 7\r\n\r\nkey=abc"}) {
        const auto refused = said_to(request);
        CHECK(refused.starts_with("HTTP/1.1 400"));
        CHECK(has(refused, "Please open https://"));
        CHECK_FALSE(has(refused, "other.example"));
    }
    CHECK(server.counts().browsers == 0);
    CHECK_NOTHROW(Client(server.port())); // and TLS as before
}

TEST_CASE_FIXTURE(Files, "certificate and key that are swapped are told apart") {
    CHECK(has(fault({tls.key, tls.certificate}), "the two are swapped"));
}

TEST_CASE_FIXTURE(Files, "a client's pair and authorities are checked alone") {
    CHECK_NOTHROW(check_client_certificate(tls));
    CHECK_THROWS_AS(check_client_certificate({tls.certificate, "/nowhere/key.pem"}), CertificateError);
    const auto ca = write("ca.pem", identity().ca_pem);
    CHECK(authorities_fault(ca).empty());
    CHECK(authorities_fault("/nowhere/ca.pem")
              .starts_with("/nowhere/ca.pem: expected a file that can be read"));
    const auto junk = write("junk.pem", "junk");
    CHECK(authorities_fault(junk).starts_with(junk.string() + ": expected certificates in PEM"));
}

TEST_CASE("the end of a certificate is told two weeks before") {
    constexpr std::int64_t day = 24 * 3600;
    constexpr std::int64_t ends = 1'764'000'000; // 24 November 2025
    CHECK(certificate_warning(0, ends).empty());
    CHECK(certificate_warning(ends, ends - 14 * day).empty());
    CHECK(certificate_warning(ends, ends - 14 * day + 1).starts_with("the certificate ends on 2025-11-24; "));
    CHECK(certificate_warning(ends, ends + 1).starts_with("the certificate ended on 2025-11-24; "));
}

TEST_CASE_FIXTURE(Files, "what is no TLS, or stops in the middle of it, harms nobody") {
    FakeHost host;
    PanelOptions options;
    options.tls = tls;
    options.limits.request_time = std::chrono::milliseconds(200);
    PanelServer server(options, host.connect(), host.log());
    for (const std::string& bytes :
         {std::string{"GET"}, std::string{"\x16\x03\x01\x02\x00\x01", 6}, std::string(5000, '\0')}) {
        RawClient client(server.port());
        client.send(bytes);
        client.read_all(); // until it is closed
    }
    RawClient silent(server.port());
    silent.read_all();
    RawClient left_behind(server.port());
    left_behind.send(std::string{"\x16\x03\x01", 3});
    server.stop();
}

TEST_CASE_FIXTURE(Files, "each fault of certificate and key names file and key") {
    namespace fs = std::filesystem;
    auto wrong = tls;
    wrong.certificate = "/nowhere/cert.pem";
    CHECK(has(fault(wrong), "/panel/tls/certificate: /nowhere/cert.pem: expected a file that can be read"));
    wrong.certificate = folder.path();
    CHECK(has(fault(wrong), ": expected a regular file"));
    wrong.certificate = write("junk.pem", "junk");
    CHECK(has(fault(wrong), "junk.pem: expected a certificate in PEM"));

    wrong = tls;
    wrong.key = "/nowhere/key.pem";
    CHECK(has(fault(wrong), "/panel/tls/key: /nowhere/key.pem: expected a file that can be read"));
    wrong.key = write("junk.pem", "junk");
    CHECK(has(fault(wrong), "junk.pem: expected a private key in PEM"));
    wrong.key = write("other.pem", sim::make_server_identity({"127.0.0.1"}).key_pem);
    CHECK(has(fault(wrong), "other.pem: expected the private key of the certificate in " +
                                tls.certificate.string() + "; this is another one's"));
    wrong.key = tls.key;
    fs::permissions(tls.key, fs::perms::others_read, fs::perm_options::add);
    CHECK(has(fault(wrong), ": expected a private key that not everybody can read; use: chmod o= "));
}

TEST_CASE_FIXTURE(Files, "a key under a passphrase is refused, and nobody is asked for it") {
    const std::unique_ptr<BIO, int (*)(BIO*)> in{
        ::BIO_new_mem_buf(identity().key_pem.data(), static_cast<int>(identity().key_pem.size())),
        ::BIO_free};
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{
        ::PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), ::EVP_PKEY_free};
    REQUIRE(key);
    const std::unique_ptr<BIO, int (*)(BIO*)> out{::BIO_new(::BIO_s_mem()), ::BIO_free};
    std::string passphrase = "secret";
    REQUIRE(::PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), ::EVP_aes_256_cbc(), passphrase.data(),
                                            static_cast<int>(passphrase.size()), nullptr, nullptr) == 1);
    char* data = nullptr;
    const auto size = ::BIO_get_mem_data(out.get(), &data);
    auto wrong = tls;
    wrong.key = write("locked.pem", std::string(data, static_cast<std::size_t>(size)));
    CHECK(has(fault(wrong), "locked.pem: expected a private key that is not under a passphrase"));
}
