// Lines under TLS.
#include "certificates.hpp"
#include "lines_fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <filesystem>
#include <string>

using namespace lines_tests;

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

const sim::ServerIdentity& identity() {
    static const auto made = sim::make_server_identity({"127.0.0.1"});
    return made;
}

struct Secure : LinesHost {
    Secure()
        : LinesHost{two_keys()} {
        avhost::tcp::LinesOptions options;
        options.gate = gate;
        options.tls = host::TlsFiles{write("cert.pem", identity().certificate_pem),
                                     write("key.pem", identity().key_pem)};
        open(std::move(options));
    }
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        const auto file = folder.write(name, text);
        std::filesystem::permissions(file, std::filesystem::perms::owner_read |
                                               std::filesystem::perms::owner_write);
        return file;
    }
};

// Trusts the test's own authority alone.
class SecureClient {
public:
    explicit SecureClient(std::uint16_t port)
        : stream_{loop_, trusting()} {
        stream_.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
        stream_.handshake(ssl::stream_base::client);
    }
    std::string line() {
        const auto size = asio::read_until(stream_, asio::dynamic_buffer(read_), '\n');
        std::string line = read_.substr(0, size - 1);
        read_.erase(0, size);
        return line;
    }
    std::string ask(const std::string& text) {
        asio::write(stream_, asio::buffer(text + '\n'));
        return line();
    }

private:
    ssl::context& trusting() {
        context_.set_verify_mode(ssl::verify_peer);
        context_.add_certificate_authority(asio::buffer(identity().ca_pem));
        return context_;
    }

    asio::io_context loop_;
    ssl::context context_{ssl::context::tls_client};
    ssl::stream<asio::ip::tcp::socket> stream_;
    std::string read_;
};

} // namespace

TEST_CASE_FIXTURE(Secure, "lines are spoken under TLS") {
    SecureClient client{server->port()};
    CHECK(client.line() == "avhost 1 key");
    CHECK(client.ask("key wall-key") == "ok");
    CHECK(client.ask("set hall.label under TLS") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=under TLS");
    CHECK(server->certificate_ends_at() > 0);
}

TEST_CASE_FIXTURE(Secure, "who speaks plainly to a port with TLS is told so") {
    for (const std::string& said :
         {std::string{"ping\n"}, std::string{"{\"x\":1}\n"}, std::string{"GET / HTTP/1.1\r\n\r\n"}}) {
        CAPTURE(said);
        auto client = this->client();
        client.send(said);
        CHECK(client.line() == "error unsupported this port speaks TLS only");
        CHECK(client.is_closed());
    }
    SecureClient other{server->port()};
    CHECK(other.line() == "avhost 1 key");
}
