// Hosts that end, copy themselves or unload the plugin while an exchange is under way.
#include "net/file_descriptor.hpp"
#include "process.hpp"
#include "simulator.hpp"

#include <doctest/doctest.h>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <optional>
#include <string>

using namespace std::chrono_literals;

namespace {

using spotify::net::FileDescriptor;

constexpr auto patience = 20s;

// Takes connections on 127.0.0.1 and says nothing.
class SilentServer {
public:
    SilentServer()
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listener_.get(), generic, size) == 0);
        REQUIRE(::listen(listener_.get(), 16) == 0);
        REQUIRE(::getsockname(listener_.get(), generic, &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/v1"; }
    // Until a handshake has begun.
    bool wait() {
        if (!is_readable(listener_)) {
            return false;
        }
        taken_ = FileDescriptor{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        return is_readable(taken_);
    }
    void hang_up() { taken_ = {}; }

private:
    static bool is_readable(const FileDescriptor& socket) {
        pollfd one{socket.get(), POLLIN, 0};
        return ::poll(&one, 1, std::chrono::milliseconds{patience}.count()) == 1;
    }
    FileDescriptor listener_;
    std::uint16_t port_ = 0;
    FileDescriptor taken_;
};

} // namespace

TEST_CASE("a process that exits, forks or unloads the plugin in the middle of an exchange ends well") {
    test::Simulator simulator;
    for (const char* word : {"exit", "fork", "unload"}) {
        CAPTURE(word);
        for (int round = 0; round < 10; ++round) {
            SilentServer server;
            test::Process host(
                {CARELESS_HOST, SPOTIFY_PLUGIN, simulator.accounts_url(), server.url(), simulator.ca_file()});
            REQUIRE(host.write_line(simulator.grant("demo")));
            REQUIRE(server.wait());
            REQUIRE(host.write_line(word));
            if (word == std::string{"unload"}) {
                REQUIRE(host.read_line(patience) == "unloaded");
                server.hang_up();       // and the plugin's threads go on
                REQUIRE(server.wait()); // with the next poll
                host.close_stdin();
            }
            const auto ended = host.wait(patience);
            REQUIRE(ended);
            CHECK(ended->status == std::optional{0});
        }
    }
}
