#include "panel/panel_server.hpp"

#include "face/listener.hpp"
#include "panel/http_session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <algorithm>
#include <mutex>
#include <vector>

namespace avhost::panel {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

PanelCounts Shared::counts() const {
    return {counters.browsers,   counters.dropped_browsers, counters.dropped_lines, counters.folded_batches,
            counters.sent_lines, counters.wrong_keys,       tls ? tls->ends_at : 0};
}

class PanelServer::Core {
public:
    // `own` is `loop`, or null where that one is another's.
    Core(std::unique_ptr<face::Loop> own, face::Loop& loop, const PanelOptions& options, Connect connect,
         Log log)
        : own_{std::move(own)}
        , loop_{loop}
        , listener_{loop,
                    {"The panel", options.address, options.port, !options.keys.empty()},
                    log,
                    presence_.token()}
        , shared_{options.limits,
                  options.names,
                  options.documents,
                  std::move(connect),
                  log,
                  Answers{options.pages, options.limits.file_bytes},
                  options.gate ? options.gate : std::make_shared<door::Gate>(options.keys, log),
                  options.tls ? door::read_tls(*options.tls) : nullptr,
                  listener_.is_on_loopback(),
                  presence_.token()} {
        if (shared_.tls) {
            shared_.names.insert(shared_.names.end(), shared_.tls->names.begin(), shared_.tls->names.end());
        }
        loop_.perform([this] { listener_.start([this](tcp::socket socket) { take(std::move(socket)); }); });
    }

    std::uint16_t port() const { return listener_.port(); }

    PanelCounts counts() const { return shared_.counts(); }

    void stop() {
        const std::lock_guard lock(stopping_);
        if (!stopped_) {
            stopped_ = true;
            loop_.perform([this] { close_all(); });
            presence_.wait();
        }
    }

private:
    void take(tcp::socket socket) {
        // One too many is closed at once: `socket` goes out of scope.
        if (make_room()) {
            std::make_shared<HttpSession>(std::move(socket), shared_)->start();
        }
    }

    // Where all are taken, the oldest that still speaks HTTP gives way: strangers who hold connections must not keep
    // a panel out, and a browser whose idle one is closed opens another.
    bool make_room() {
        if (shared_.requests.size() + shared_.browsers.size() < shared_.limits.connections) {
            return true;
        }
        const auto oldest = std::min_element(
            shared_.requests.begin(), shared_.requests.end(),
            [](const Session* one, const Session* other) { return one->began() < other->began(); });
        if (oldest == shared_.requests.end()) {
            return false;
        }
        const auto gone = (*oldest)->shared_from_this(); // shutting may end it, which changes the group
        gone->shut();
        return true;
    }

    // A session is gone once its pending operations have ended.
    void close_all() {
        listener_.close();
        shared_.presence.reset();
        for (const auto* group : {&shared_.requests, &shared_.browsers}) {
            std::vector<std::shared_ptr<Session>> present; // shutting one may end it, which changes the group
            for (Session* session : *group) {
                present.push_back(session->shared_from_this());
            }
            for (const auto& session : present) {
                session->shut();
            }
        }
    }

    const std::unique_ptr<face::Loop> own_;
    face::Loop& loop_;
    face::Presence presence_;
    face::Listener listener_;
    Shared shared_;
    std::mutex stopping_;
    bool stopped_ = false; // guarded by stopping_
};

PanelServer::PanelServer(face::Loop& loop, PanelOptions options, Connect connect, Log log)
    : core_(std::make_unique<Core>(nullptr, loop, options, std::move(connect), std::move(log))) {}

PanelServer::PanelServer(PanelOptions options, Connect connect, Log log) {
    auto own = std::make_unique<face::Loop>(log);
    auto& loop = *own;
    core_ = std::make_unique<Core>(std::move(own), loop, options, std::move(connect), std::move(log));
}

PanelServer::~PanelServer() {
    stop();
}

std::uint16_t PanelServer::port() const {
    return core_->port();
}

PanelCounts PanelServer::counts() const {
    return core_->counts();
}

void PanelServer::stop() {
    core_->stop();
}

} // namespace avhost::panel
