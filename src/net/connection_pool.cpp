#include "net/connection_pool.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace spotify::net {

namespace {

// The host's own, other plugins', and those of the other destination.
constexpr std::size_t left_for_others = 384;
constexpr std::size_t fewest_connections = 64;
constexpr std::size_t most_connections = 2048;

PoolLimits filled_in(PoolLimits limits) {
    if (limits.connections == 0) {
        rlimit descriptors{};
        const bool is_known = ::getrlimit(RLIMIT_NOFILE, &descriptors) == 0;
        const auto all = is_known ? static_cast<std::size_t>(descriptors.rlim_cur) : 0;
        limits.connections = std::clamp(all > left_for_others ? all - left_for_others : 0, fewest_connections,
                                        most_connections);
    }
    return limits;
}

} // namespace

ConnectionPool::ConnectionPool(Loop& loop, Resolver& resolver, Destination destination, PoolLimits limits)
    : loop_(loop)
    , resolver_(resolver)
    , destination_(std::move(destination))
    , limits_(filled_in(limits)) {}

void ConnectionPool::want(Waiter& waiter, bool is_urgent, bool fresh) {
    wanted_.emplace(Order{!is_urgent, ++last_wanted_}, Wanted{&waiter, fresh, Clock::now()});
    serve_soon();
}

void ConnectionPool::withdraw(Waiter& waiter) noexcept {
    std::erase_if(wanted_, [&](const auto& one) { return one.second.waiter == &waiter; });
    if (opening_.erase(&waiter) > 0) {
        serve_soon();
    }
}

NetError ConnectionPool::late(const Waiter& waiter) const {
    const auto opening = opening_.find(&waiter);
    if (opening == opening_.end()) {
        return {Failure::timeout, "it could not be sent in time"};
    }
    if (opening->second.connector == nullptr) {
        return {Failure::lookup,
                "the name " + destination_.endpoint.host + " could not be looked up in time"};
    }
    return {Failure::timeout, "no connection to " + destination_.endpoint.authority() + " in time"};
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
    --in_use_;
    if (connection != nullptr && connection->reusable()) {
        auto* const raw = connection.get();
        raw->on_progress([this, raw] { drop_idle(raw); }); // it was closed, or said something unasked
        idle_.push_back({std::move(connection), Clock::now()});
        if (idle_.size() > limits_.idle) {
            idle_.erase(idle_.begin());
        }
        if (idle_.size() == 1) {
            ageing_ = loop_.call_at(Clock::now() + limits_.idle_age, [this] { drop_old(); });
        }
    }
    serve_soon();
}

// Later, not from within what gives back or withdraws: one that ends often lets the next begin, and that one may end
// at once.
void ConnectionPool::serve_soon() {
    if (!is_served_soon_ && !wanted_.empty()) {
        serve_at(Clock::now());
        is_served_soon_ = true;
    }
}

void ConnectionPool::serve_at(TimePoint due) {
    serving_ = loop_.call_at(due, [this] {
        is_served_soon_ = false;
        serve();
    });
}

void ConnectionPool::serve() {
    while (!wanted_.empty()) {
        const auto [order, wanted] = *wanted_.begin();
        const bool is_urgent = !order.first;
        if (auto connection = wanted.fresh ? nullptr : take_idle()) {
            wanted_.erase(wanted_.begin());
            ++in_use_;
            wanted.waiter->use(std::move(connection), true);
        } else if (const auto due = wanted.since + limits_.open_after;
                   !is_urgent && in_use_ >= limits_.enough && Clock::now() < due) {
            serve_at(due);
            return; // those behind it came later
        } else if (may_open(is_urgent)) {
            wanted_.erase(wanted_.begin());
            open(*wanted.waiter);
        } else {
            return; // those behind it are no more urgent
        }
    }
}

bool ConnectionPool::may_open(bool is_urgent) const {
    const auto kept = is_urgent ? 0 : limits_.kept_for_urgent;
    const auto handshakes = limits_.handshakes + (is_urgent ? limits_.urgent_handshakes : 0);
    return in_use_ + opening_.size() + kept < limits_.connections && opening_.size() < handshakes;
}

void ConnectionPool::open(Waiter& waiter) {
    opening_[&waiter].lookup = resolver_.resolve(
        destination_.endpoint, [this, &waiter](const std::variant<Addresses, NetError>& found) {
            if (const auto* problem = std::get_if<NetError>(&found)) {
                failed(waiter, *problem);
            } else {
                connect(waiter, std::get<Addresses>(found));
            }
        });
}

void ConnectionPool::connect(Waiter& waiter, const Addresses& addresses) {
    try {
        if (tls_ == nullptr) {
            tls_ = std::make_shared<TlsContext>(destination_.endpoint, destination_.ca_file);
        }
        opening_.at(&waiter).connector = std::make_unique<Connector>(
            loop_, destination_.endpoint, addresses, tls_, limits_.pace,
            [this, &waiter](Connector::Result result) { opened(waiter, std::move(result)); });
    } catch (const NetError& problem) {
        failed(waiter, problem);
    } catch (const std::exception&) {
        failed(waiter, NetError(Failure::connect, "this controller is out of resources"));
    }
}

void ConnectionPool::opened(Waiter& waiter, Connector::Result result) {
    if (const auto* problem = std::get_if<NetError>(&result)) {
        failed(waiter, *problem);
        return;
    }
    auto connection = std::move(std::get<std::unique_ptr<Connection>>(result));
    resolver_.prefer(destination_.endpoint, connection->address());
    opening_.erase(&waiter);
    ++in_use_;
    serve_soon(); // a handshake less is under way
    waiter.use(std::move(connection), false);
}

void ConnectionPool::failed(Waiter& waiter, const NetError& error) {
    const NetError problem = error; // it may be the opening's
    resolver_.forget(destination_.endpoint);
    if (problem.failure() == Failure::certificate) {
        tls_.reset(); // the authorities are read again: the file may have been put right
    }
    opening_.erase(&waiter);
    serve_soon();
    waiter.fail(problem);
}

std::unique_ptr<Connection> ConnectionPool::take_idle() {
    drop_old();
    while (!idle_.empty()) {
        auto connection = std::move(idle_.back().connection);
        idle_.pop_back();
        connection->on_progress({});
        if (!connection->stale()) {
            return connection;
        }
    }
    return nullptr;
}

void ConnectionPool::drop_idle(Connection* connection) {
    if (connection->stale()) { // not the edge of a socket that can be written to
        std::erase_if(idle_, [connection](const Idle& idle) { return idle.connection.get() == connection; });
    }
}

void ConnectionPool::drop_old() {
    const auto now = Clock::now();
    const auto young =
        std::ranges::find_if(idle_, [&](const Idle& idle) { return now - idle.since < limits_.idle_age; });
    idle_.erase(idle_.begin(), young);
    if (!idle_.empty()) {
        ageing_ = loop_.call_at(idle_.front().since + limits_.idle_age, [this] { drop_old(); });
    }
}

} // namespace spotify::net
