#include "panel/panel_server.hpp"

#include "panel/http_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace avhost::panel {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

// After a failed accept, usually for want of descriptors: long enough not to spin, short enough not to be
// noticed.
constexpr std::chrono::milliseconds accept_pause{100};

std::string literal(const std::string& address, std::uint16_t port) {
    const bool v6 = address.find(':') != std::string::npos;
    return (v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

tcp::endpoint endpoint_of(const PanelOptions& options) {
    boost::system::error_code failure;
    const auto address = asio::ip::make_address(options.address, failure);
    if (failure) {
        throw PanelError(PanelError::Reason::bad_address,
                         "The panel cannot listen on \"" + options.address +
                             "\": an IP address such as 127.0.0.1 was expected.");
    }
    if (options.keys.empty() && !address.is_loopback()) { // whoever reached it could do all
        throw PanelError(PanelError::Reason::bad_address,
                         "The panel cannot listen on \"" + options.address +
                             "\" without access keys: a loopback address such as 127.0.0.1 was expected.");
    }
    return {address, options.port};
}

void require(const boost::system::error_code& failure, const PanelOptions& options) {
    if (!failure) {
        return;
    }
    const std::string place = "The panel cannot listen on " + literal(options.address, options.port) + ": ";
    if (failure == asio::error::address_in_use) {
        throw PanelError(PanelError::Reason::address_in_use,
                         place + "another program uses this address already.");
    }
    throw PanelError(PanelError::Reason::cannot_listen, place + failure.message() + '.');
}

} // namespace

PanelCounts Shared::counts() const {
    return {counters.browsers,   counters.dropped_browsers, counters.dropped_lines, counters.folded_batches,
            counters.sent_lines, counters.wrong_keys,       tls ? tls->ends_at : 0};
}

class PanelServer::Core {
public:
    Core(const PanelOptions& options, Connect connect, Log log)
        : shared_{options.limits,
                  options.names,
                  options.documents,
                  std::move(connect),
                  log,
                  Answers{options.pages, options.limits.file_bytes},
                  Gate{options.keys, log},
                  options.tls ? read_tls(*options.tls) : nullptr,
                  endpoint_of(options).address().is_loopback()}
        , acceptor_(loop_)
        , pause_(loop_) {
        if (shared_.tls) {
            shared_.names.insert(shared_.names.end(), shared_.tls->names.begin(), shared_.tls->names.end());
        }
        open(options);
        accept();
        thread_ = std::thread([this] { run(); });
    }

    std::uint16_t port() const { return port_; }

    PanelCounts counts() const { return shared_.counts(); }

    void stop() {
        const std::lock_guard lock(stopping_);
        if (thread_.joinable()) {
            asio::post(loop_, [this] { close_all(); });
            thread_.join();
        }
    }

private:
    void open(const PanelOptions& options) {
        const auto endpoint = endpoint_of(options);
        boost::system::error_code failure;
        acceptor_.open(endpoint.protocol(), failure);
        require(failure, options);
        // So that a restart need not wait for connections of the last run to time out.
        acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
        require(failure, options);
        acceptor_.bind(endpoint, failure);
        require(failure, options);
        acceptor_.listen(tcp::acceptor::max_listen_connections, failure);
        require(failure, options);
        const auto bound = acceptor_.local_endpoint(failure);
        require(failure, options);
        port_ = bound.port();
    }

    void accept() {
        acceptor_.async_accept([this](const boost::system::error_code& failure, tcp::socket socket) {
            if (!acceptor_.is_open()) {
                return;
            }
            if (failure) {
                shared_.log(dp::LogLevel::warning,
                            "The panel could not take a connection: " + failure.message() + '.');
                pause_.expires_after(accept_pause);
                pause_.async_wait([this](const boost::system::error_code& canceled) {
                    if (!canceled) {
                        accept();
                    }
                });
                return;
            }
            // One too many is closed at once: `socket` goes out of scope.
            if (make_room()) {
                boost::system::error_code ignored;
                socket.set_option(tcp::no_delay(true), ignored);
                std::make_shared<HttpSession>(std::move(socket), shared_)->start();
            }
            accept();
        });
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

    // The loop ends by itself once the acceptor is closed and no session has an operation pending, so that
    // every session is gone, on this thread, before stop() returns.
    void run() {
        while (true) {
            try {
                loop_.run();
                return;
            } catch (const std::exception& problem) { // one connection's trouble; the others go on
                shared_.log(dp::LogLevel::error, std::string{"The panel met a fault: "} + problem.what());
            }
        }
    }

    void close_all() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
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

    Shared shared_;
    asio::io_context loop_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    std::mutex stopping_;
    // Runs the loop. Ended and joined by stop(), which waits for the handler in progress and no longer; if a
    // peer hangs in that handler, stop() hangs with it, which is why peers have to return soon.
    std::thread thread_;
};

PanelServer::PanelServer(PanelOptions options, Connect connect, Log log)
    : core_(std::make_unique<Core>(options, std::move(connect), std::move(log))) {}

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
