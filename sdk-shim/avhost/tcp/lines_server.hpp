// A TCP port on which control systems speak with the host in lines: see sdk-shim/docs/tcp-lines.md.
#pragma once

#include "door/gate.hpp"
#include "face/loop.hpp"
#include "tcp/conversation.hpp"

#include "host/site_access.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace avhost::tcp {

// How much one port takes before it says no. Tests make them small.
struct LinesLimits {
    std::size_t connections = 256;      // of one role, each with a bound of its own
    std::size_t strangers = 64;         // connections that have shown no key yet, where one is needed
    std::size_t line_bytes = 64 * 1024; // of one line that comes
    double lines_at_once = 500;         // of one connection; then one for each stretch of this length:
    std::chrono::milliseconds line_earned_by{10}; // beyond that it is read more slowly
    std::size_t waiting_items = 4000;             // of one connection, to be told; more, and it is dropped
    std::size_t waiting_bytes = 32 * 1024 * 1024; // the same
    std::chrono::seconds handshake_time{10};      // for TLS
    std::chrono::seconds parting_time{10};        // to hear the last answers once its side is closed
};

struct LinesOptions {
    std::string address = "127.0.0.1"; // an IP literal
    std::uint16_t port = 0;            // 0: any free one, see LinesServer::port()
    std::shared_ptr<door::Gate> gate;  // without keys `address` has to be loopback
    std::optional<host::TlsFiles> tls{};
    LinesLimits limits{};
};

// Listens from construction to stop(), on the thread of a loop that other faces share.
class LinesServer {
public:
    // Throws face::OpenError. The loop outlives the server; `behind` and `log` are kept until stop() has returned.
    LinesServer(face::Loop& loop, LinesOptions options, Conversation::Behind behind, face::Log log);
    // Calls stop().
    ~LinesServer();
    LinesServer(const LinesServer&) = delete;
    LinesServer& operator=(const LinesServer&) = delete;

    std::uint16_t port() const;
    std::size_t connections() const;          // now; any thread
    std::int64_t certificate_ends_at() const; // epoch seconds; 0: there is none

    // Closes the port and every connection without waiting for the other sides. After it returns nothing of it is on the
    // loop. May be called more than once, and not from the loop's thread.
    void stop();

private:
    class Core;
    std::unique_ptr<Core> core_;
};

} // namespace avhost::tcp
