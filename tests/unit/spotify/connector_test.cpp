#include "auth/loopback_listener.hpp"
#include "net/connector.hpp"
#include "net/file_descriptor.hpp"
#include "tls_peer.hpp"

#include <doctest/doctest.h>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <future>
#include <memory>
#include <vector>

using namespace spotify::net;
using namespace std::chrono_literals;
using Poco::Net::SocketAddress;
using test::ok;
using test::TlsPeer;

namespace {

constexpr ConnectPace quick{20ms, 20ms};
constexpr ConnectPace never{1h, 1h}; // only a failure lets the next address begin

// An address where nobody takes a connection up, and there is no room for one more.
class BlackHole {
public:
    BlackHole()
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        auto* generic = reinterpret_cast<sockaddr*>(&address_);
        REQUIRE(::bind(listener_.get(), generic, size) == 0);
        REQUIRE(::listen(listener_.get(), 0) == 0);
        REQUIRE(::getsockname(listener_.get(), generic, &size) == 0);
        for (int i = 0; i < 8; ++i) { // until one stays on its way
            FileDescriptor filler(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            ::connect(filler.get(), generic, size);
            pollfd one{filler.get(), POLLOUT, 0};
            const bool is_through = ::poll(&one, 1, 100) == 1;
            fillers_.push_back(std::move(filler));
            if (!is_through) {
                return;
            }
        }
        FAIL("a full backlog takes connections all the same");
    }
    SocketAddress address() const { return {"127.0.0.1", ntohs(address_.sin_port)}; }

private:
    FileDescriptor listener_;
    sockaddr_in address_{};
    std::vector<FileDescriptor> fillers_;
};

// A port that nobody listens on.
SocketAddress closed_port() {
    const spotify::auth::LoopbackListener gone({"127.0.0.1", 0});
    return {"127.0.0.1", gone.port()};
}

SocketAddress address_of(TlsPeer& peer) {
    return {"127.0.0.1", peer.destination().endpoint.port};
}

std::string silent(const std::string&) {
    return ok("{}");
}

struct Ended {
    std::string address; // of the connection
    std::optional<NetError> error;
};

// What connecting to these addresses comes to; the peer's certificate authority is trusted.
Ended connected(TlsPeer& peer, const std::vector<SocketAddress>& addresses, ConnectPace pace) {
    const auto destination = peer.destination();
    const auto tls = std::make_shared<TlsContext>(destination.endpoint, destination.ca_file);
    Loop loop;
    std::unique_ptr<Connector> connector;
    std::promise<Ended> ended;
    loop.post([&] {
        connector = std::make_unique<Connector>(
            loop, destination.endpoint, addresses, tls, pace, [&](Connector::Result result) {
                if (const auto* error = std::get_if<NetError>(&result)) {
                    ended.set_value({"", *error});
                } else {
                    ended.set_value({std::get<0>(result)->address().toString(), std::nullopt});
                }
            });
    });
    auto result = ended.get_future().get();
    loop.stop();
    return result;
}

} // namespace

TEST_CASE("an address that is silent keeps the next one waiting for a moment only") {
    const BlackHole hole;
    TlsPeer peer(silent);
    CHECK(connected(peer, {hole.address(), address_of(peer)}, quick).address == address_of(peer).toString());
    // And a peer that takes the connection and says nothing for a longer moment.
    const spotify::auth::LoopbackListener mute({"127.0.0.1", 0});
    CHECK(connected(peer, {SocketAddress{"127.0.0.1", mute.port()}, address_of(peer)}, {1h, 20ms}).address ==
          address_of(peer).toString());
}

TEST_CASE(
    "an address that refuses lets the next one begin at once; when all have, the last one's reason is told") {
    TlsPeer peer(silent);
    CHECK(connected(peer, {closed_port(), closed_port(), address_of(peer)}, never).address ==
          address_of(peer).toString());
    const auto ended = connected(peer, {closed_port(), closed_port()}, never);
    REQUIRE(ended.error);
    CHECK(ended.error->failure() == Failure::connect);
}

TEST_CASE("a certificate that is refused is the host's, whatever the address") {
    TlsPeer peer(silent, TLS1_3_VERSION, "example.test");
    TlsPeer other(silent, TLS1_3_VERSION, "example.test");
    const auto ended = connected(peer, {address_of(peer), address_of(other)}, never);
    REQUIRE(ended.error);
    CHECK(ended.error->failure() == Failure::certificate);
}
