// The connections to one destination: how many there are, which lie idle, and in what order those that want one get
// it. A connection carries one exchange at a time, so one that hangs holds a connection and no thread.
#pragma once

#include "net/connection.hpp"
#include "net/connector.hpp"
#include "net/error.hpp"
#include "net/loop.hpp"
#include "net/resolver.hpp"
#include "net/tls.hpp"
#include "net/transport.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace spotify::net {

struct PoolLimits {
    // Each takes a descriptor and, while it works, some 50 KiB. Zero: what the process's limit on descriptors leaves
    // room for, at most 2,048.
    std::size_t connections = 0;
    std::size_t kept_for_urgent = 16; // of these, for what is urgent alone
    // Where so many are at work, what is not urgent waits a moment for one of them to come free before another is
    // opened: a new one costs as much as 45 polls, and its memory, and the peaks of a thousand accounts are short.
    std::size_t enough = 8;
    std::chrono::milliseconds open_after{25};
    // At once; a handshake takes a millisecond of the loop's thread. What is urgent comes first, and may go over.
    std::size_t handshakes = 16;
    std::size_t urgent_handshakes = 16;
    // Kept without work: as many as have lately been in use at once, since a new one costs as much as 45 polls.
    std::size_t idle = 64;
    // Firewalls forget silent connections without a word, and a command into such a one would hang to its
    // limit. Shorter than the shortest such time that is usual (two minutes), longer than the slowest pace of polls
    // that are watched.
    std::chrono::seconds idle_age{90};
    ConnectPace pace = {};
};

// On the loop's thread.
class ConnectionPool {
public:
    // Something that wants a connection.
    class Waiter {
    public:
        // May give the connection back meanwhile.
        virtual void use(std::unique_ptr<Connection> connection, bool was_idle) = 0;
        virtual void fail(const NetError& error) = 0; // lookup, connect, certificate, tls
    protected:
        ~Waiter() = default;
    };

    // Loop and resolver outlive it.
    ConnectionPool(Loop& loop, Resolver& resolver, Destination destination, PoolLimits limits);
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    // The waiter gets a connection or an error, once and never from inside; with `fresh`, one that was never used.
    // In order of urgency, then of age.
    void want(Waiter& waiter, bool is_urgent, bool fresh);
    // It wants none any more. What it was given it gives back by itself.
    void withdraw(Waiter& waiter) noexcept;
    // Why a waiter that still waits ran out of time.
    NetError late(const Waiter& waiter) const;
    // After use; one that is not reusable, or null, is gone.
    void give_back(std::unique_ptr<Connection> connection);

    const Destination& destination() const { return destination_; }

private:
    using Order = std::pair<bool, std::uint64_t>; // not urgent; age
    struct Wanted {
        Waiter* waiter;
        bool fresh;
        TimePoint since;
    };
    struct Idle {
        std::unique_ptr<Connection> connection;
        TimePoint since;
    };
    struct Opening { // a connection for a waiter, from the look-up to the end of the handshake
        Resolver::Wait lookup = {};
        std::unique_ptr<Connector> connector = {};
    };

    void serve_soon();
    void serve_at(TimePoint due);
    void serve();
    bool may_open(bool is_urgent) const;
    void open(Waiter& waiter);
    void connect(Waiter& waiter, const Addresses& addresses);
    void opened(Waiter& waiter, Connector::Result result);
    void failed(Waiter& waiter, const NetError& error);
    std::unique_ptr<Connection> take_idle();
    void drop_idle(Connection* connection);
    void drop_old();

    Loop& loop_;
    Resolver& resolver_;
    const Destination destination_;
    const PoolLimits limits_;
    std::shared_ptr<TlsContext> tls_; // none until the first connection, and after a certificate was refused
    std::vector<Idle> idle_; // the one used last at the back: that is taken first, the others grow old
    std::size_t in_use_ = 0;
    std::map<Order, Wanted> wanted_;
    std::uint64_t last_wanted_ = 0;
    std::map<const Waiter*, Opening> opening_;
    Loop::Timer serving_;
    bool is_served_soon_ = false; // at once, that is; serving_ may also be for later
    Loop::Timer ageing_;
};

} // namespace spotify::net
