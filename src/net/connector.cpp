#include "net/connector.hpp"

#include <algorithm>
#include <utility>

namespace spotify::net {

Connector::Connector(Loop& loop, Endpoint endpoint, std::vector<Poco::Net::SocketAddress> addresses,
                     std::shared_ptr<TlsContext> tls, ConnectPace pace, Done done)
    : loop_(loop)
    , endpoint_(std::move(endpoint))
    , addresses_(std::move(addresses))
    , tls_(std::move(tls))
    , pace_(pace)
    , done_(std::move(done))
    , timer_(loop_.call_at(Clock::now(), [this] { next(); })) {}

void Connector::next() {
    if (begun_ == addresses_.size()) {
        return;
    }
    const auto& address = addresses_[begun_++];
    timer_ = loop_.call_at(Clock::now() + pace_.attempt, [this] { next(); });
    try {
        auto connection = std::make_unique<Connection>(loop_, endpoint_, address, tls_);
        auto* const raw = connection.get();
        racing_.push_back(std::move(connection));
        raw->on_progress([this, raw] { progress(raw); });
        progress(raw); // a local address may have answered already
    } catch (const NetError& error) {
        failed(nullptr, error);
    }
}

void Connector::progress(Connection* connection) {
    try {
        const bool was_taken = connection->is_taken();
        if (connection->establish()) {
            const auto won = std::ranges::find(racing_, connection, &std::unique_ptr<Connection>::get);
            auto winner = std::move(*won);
            racing_.erase(won);
            winner->on_progress({});
            end(std::move(winner));
        } else if (!was_taken && connection->is_taken() && begun_ < addresses_.size()) {
            timer_ = loop_.call_at(Clock::now() + pace_.handshake, [this] { next(); });
        }
    } catch (const NetError& error) {
        failed(connection, error);
    }
}

void Connector::failed(Connection* connection, const NetError& error) {
    const NetError problem = error; // it may be the connection's
    std::erase_if(racing_, [connection](const auto& one) { return one.get() == connection; });
    if (problem.failure() != Failure::connect) {
        end(problem);
    } else if (begun_ < addresses_.size()) {
        timer_ = loop_.call_at(Clock::now(), [this] { next(); });
    } else if (racing_.empty()) {
        end(problem);
    }
}

void Connector::end(Result result) {
    const auto done = std::move(done_);
    done(std::move(result)); // this may be gone
}

} // namespace spotify::net
