#include "net/resolver.hpp"

#include "net/error.hpp"
#include "net/wait.hpp"

#include <poll.h>

#include <atomic>

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>

namespace spotify::net {

struct Resolver::Query {
    explicit Query(std::string name)
        : host(std::move(name)) {}
    std::string host;
    std::vector<Poco::Net::IPAddress> addresses; // written by the thread before `answered`
    Cancel answered; // used the other way round: canceled when the answer is there
};

Resolver::~Resolver() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        queries_.clear();
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

std::vector<Poco::Net::SocketAddress> Resolver::resolve(const Endpoint& endpoint, TimePoint deadline,
                                                        const CancelWatch& cancel) {
    if (endpoint.is_literal()) {
        return {Poco::Net::SocketAddress(Poco::Net::IPAddress(endpoint.host), endpoint.port)};
    }
    auto query = std::make_shared<Query>(endpoint.host);
    {
        const std::lock_guard lock(mutex_);
        queries_.push_back(query);
        if (!thread_.joinable()) {
            thread_ = std::thread([this] { run(); });
        }
    }
    wake_.notify_one();
    try {
        const CancelWatch answered(query->answered);
        wait_for(answered.descriptor(), POLLIN, deadline, cancel);
    } catch (const NetError& error) {
        {
            const std::lock_guard lock(mutex_); // nobody waits for it any more; it may be under way already
            std::erase(queries_, query);
        }
        if (error.failure() == Failure::timeout) {
            throw NetError(Failure::lookup, "the name " + endpoint.host + " could not be looked up in time");
        }
        throw;
    }
    if (query->addresses.empty()) {
        throw NetError(Failure::lookup, "the name " + endpoint.host + " could not be looked up");
    }
    std::vector<Poco::Net::SocketAddress> result;
    for (const auto& address : query->addresses) {
        result.emplace_back(address, endpoint.port);
    }
    return result;
}

void Resolver::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return ending_ || !queries_.empty(); });
        if (ending_) {
            return;
        }
        const auto query = queries_.front();
        queries_.pop_front();
        lock.unlock();
        try {
            query->addresses = Poco::Net::DNS::hostByName(query->host).addresses();
        } catch (const Poco::Exception&) { // no addresses: that is the answer
        }
        query->answered.cancel();
        lock.lock();
    }
}

} // namespace spotify::net
