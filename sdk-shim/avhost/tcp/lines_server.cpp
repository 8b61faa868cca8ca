#include "tcp/lines_server.hpp"

#include "face/listener.hpp"
#include "tcp/lines_session.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace avhost::tcp {

class LinesServer::Core {
public:
    Core(face::Loop& loop, LinesOptions options, Conversation::Behind behind, const face::Log& log)
        : loop_{loop}
        , listener_{loop,
                    {"The port for lines", options.address, options.port, options.gate->asks_for_keys()},
                    log,
                    presence_.token()}
        , shared_{options.limits,    options.gate, options.tls ? door::read_tls(*options.tls) : nullptr,
                  std::move(behind), log,          presence_.token()} {
        loop_.perform([this] {
            listener_.start([this](boost::asio::ip::tcp::socket socket) { take(std::move(socket)); });
        });
    }

    std::uint16_t port() const { return listener_.port(); }
    std::size_t connections() const { return shared_.count; }
    std::int64_t certificate_ends_at() const { return shared_.tls ? shared_.tls->ends_at : 0; }

    void stop() {
        const std::lock_guard lock{stopping_};
        if (!std::exchange(stopped_, true)) {
            loop_.perform([this] { close_all(); });
            presence_.wait();
        }
    }

private:
    void take(boost::asio::ip::tcp::socket socket) {
        const auto role = shared_.gate->asks_for_keys() ? std::nullopt : std::optional{host::Role::set_up};
        const auto room = make_room(shared_, role);
        if (room.gives_way != nullptr) {
            room.gives_way->shut();
        }
        const auto session = std::make_shared<LinesSession>(std::move(socket), shared_);
        if (room.found) {
            session->start();
        } else {
            session->turn_away({dp::Status::busy, "as many connections are open as this host takes"});
        }
    }

    void close_all() {
        listener_.close();
        shared_.presence.reset();
        std::vector<std::shared_ptr<LinesSession>> present; // shutting one may end it, which changes the set
        for (LinesSession* const session : shared_.sessions) {
            present.push_back(session->shared_from_this());
        }
        for (const auto& session : present) {
            session->shut();
        }
    }

    face::Loop& loop_;
    face::Presence presence_;
    face::Listener listener_;
    LinesShared shared_;
    std::mutex stopping_;
    bool stopped_ = false; // guarded by stopping_
};

LinesServer::LinesServer(face::Loop& loop, LinesOptions options, Conversation::Behind behind, face::Log log)
    : core_{std::make_unique<Core>(loop, std::move(options), std::move(behind), log)} {}

LinesServer::~LinesServer() {
    stop();
}

std::uint16_t LinesServer::port() const {
    return core_->port();
}

std::size_t LinesServer::connections() const {
    return core_->connections();
}

std::int64_t LinesServer::certificate_ends_at() const {
    return core_->certificate_ends_at();
}

void LinesServer::stop() {
    core_->stop();
}

} // namespace avhost::tcp
