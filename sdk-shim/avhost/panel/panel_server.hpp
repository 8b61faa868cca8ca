// The panel's one door: an HTTP port that serves pages and carries JSON lines over a WebSocket, to those who
// have an access key. It knows nothing of devices, properties or rules: what a line means is for the peer
// that the host hands in. The one thing it knows is that batches of one device that wait may be folded.
#pragma once

#include "door/gate.hpp"
#include "door/visitor.hpp"
#include "dp/status.hpp"
#include "face/loop.hpp"
#include "face/open_error.hpp"
#include "host/happening.hpp"
#include "host/peers/mailbox.hpp"
#include "host/role.hpp"
#include "host/site_panel.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace avhost::panel {

using door::Visitor;

// Never empty. Carries no line of a client in full.
using face::Log;

// One browser's conversation with the host, in JSON lines. Made, called and destroyed on the panel's thread,
// so all of it has to return soon: while it works, every other browser waits.
class PanelPeer {
public:
    virtual ~PanelPeer() = default;
    // `line` is one text frame: valid UTF-8, at most PanelLimits::frame_bytes, borrowed for the call. It may
    // be anything else. An exception is logged and closes this client.
    virtual void on_line(std::string_view line) = 0;
};

using host::Outgoing;

// Sends to one browser. Any thread, never blocks, does not throw for a client that is gone: what it was given
// is then dropped. Lines arrive in the order in which one thread sent them, but for batches of a device while
// earlier ones of it wait: they are folded into these. May be kept and called after the peer, and even the
// server, is gone.
class Send {
public:
    explicit Send(std::function<void(Outgoing)> put)
        : put_{std::move(put)} {}
    void operator()(std::string line) const { put_(Outgoing{std::move(line)}); }
    void operator()(const char* line) const { put_(Outgoing{std::string{line}}); }
    void operator()(host::Happening happening) const { put_(Outgoing{std::move(happening)}); }

private:
    std::function<void(Outgoing)> put_;
};

// Called on the panel's thread when a browser has opened /ws; the peer is destroyed there when the browser
// goes, and during stop(). May call `send` at once. An exception, or an empty pointer, turns this browser
// away.
using Connect = std::function<std::unique_ptr<PanelPeer>(Send send, const Visitor& visitor)>;

// What has happened since the server began, and who is there.
struct PanelCounts {
    std::size_t browsers = 0;           // on the WebSocket now
    std::uint64_t dropped_browsers = 0; // because they did not keep up
    std::uint64_t dropped_lines = 0;    // that waited for these
    std::uint64_t folded_batches = 0;   // that went into another, which waited
    std::uint64_t sent_lines = 0;
    std::uint64_t wrong_keys = 0;
    std::int64_t certificate_ends_at = 0; // epoch seconds; 0: there is none
};

// What is made anew for each who asks, and may take a while.
struct Document {
    std::string_view type; // Content-Type; lives as long as the program
    std::string text;
    std::string file_name{}; // to be saved under; empty: to be shown
};
struct DocumentSource {
    std::string path; // "/metrics"
    host::Role role = host::Role::operate;
    // Called on the panel's thread, with its counts at this moment; returns soon. `give` takes the document,
    // once, on any thread, at once or later, also when nobody waits for it any more or the server is gone.
    std::function<void(const PanelCounts& counts, std::function<void(Document)> give)> make;
};

// How much one port takes before it says no. The defaults are meant for a house; tests make them small.
struct PanelLimits {
    std::size_t clients = 200;                    // WebSockets open at once
    std::size_t connections = 400;                // TCP connections at once, WebSockets among them
    double lines_at_once = 500;                   // of one browser; then one for each stretch of this length:
    std::chrono::milliseconds line_earned_by{10}; // beyond that it is read more slowly
    std::size_t frame_bytes = 64 * 1024;          // one message from a browser
    std::size_t waiting_lines = 4000;             // of one browser; more, and it is dropped
    std::size_t waiting_bytes = 32 * 1024 * 1024; // the same; a large site introduces itself with megabytes
    std::size_t header_bytes = 8 * 1024;          // of a request
    std::uintmax_t file_bytes = 16 * 1024 * 1024; // larger files of the pages folder are not served
    // From the first byte awaited to the last byte of the answer.
    std::chrono::milliseconds request_time{10'000};
    // A WebSocket's silence before it is given up; it is pinged at half of it.
    std::chrono::milliseconds idle_time{30'000};
    std::chrono::milliseconds document_time{30'000}; // for a DocumentSource
};

struct PanelOptions {
    std::string address = "127.0.0.1"; // an IP literal
    std::uint16_t port = 0;            // 0: any free one, see PanelServer::port()
    std::filesystem::path pages{};     // folder with the site's own pages; empty: the built-in page
    PanelLimits limits{};
    std::vector<host::AccessKey> keys{}; // none: everybody may do all, so `address` has to be loopback
    std::shared_ptr<door::Gate>
        gate{}; // with these keys, shared with other faces on the same loop; null: one of its own
    std::optional<host::TlsFiles> tls{}; // none: plain HTTP
    std::vector<std::string> names{};    // host names under which the port is reached, beside its addresses,
                                         // localhost and the names in the certificate
    std::vector<DocumentSource> documents{};
};

// The port could not be opened, or the pages folder is not one.
using PanelError = face::OpenError;

// Listens from construction to stop(). Everything but send() happens on the thread of one loop, which is called the
// panel's thread here.
class PanelServer {
public:
    // On a loop that others share, which outlives the server. Throws PanelError. `connect` and `log` are kept until stop()
    // has returned.
    PanelServer(face::Loop& loop, PanelOptions options, Connect connect, Log log);
    // The same on a loop of its own.
    PanelServer(PanelOptions options, Connect connect, Log log);
    // Calls stop().
    ~PanelServer();
    PanelServer(const PanelServer&) = delete;
    PanelServer& operator=(const PanelServer&) = delete;

    std::uint16_t port() const;
    PanelCounts counts() const; // any thread

    // Closes the port and every connection without waiting for browsers, destroys all peers on the panel's
    // thread, and waits until nothing of them is left there. After it returns neither `connect` nor a peer is called again. May be
    // called more than once and from any thread but the panel's own. Takes as long as a peer's on_line that
    // is running takes.
    void stop();

private:
    class Core;
    std::unique_ptr<Core> core_;
};

} // namespace avhost::panel
