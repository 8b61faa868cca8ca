// From a host to its addresses: literals at once, names by a look-up whose answer is kept for a while.
#pragma once

#include "net/lookup.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace spotify::net {

// Thread-safe, and has no thread: whoever asks does the work, and stops when its deadline or cancel says so.
class Resolver {
public:
    // `name_servers` as for look_up(); for tests.
    explicit Resolver(std::string name_servers = {})
        : name_servers_(std::move(name_servers)) {}

    // The addresses of an endpoint, the most promising first. Answers are kept as long as they allow, at most
    // for a minute, so that dozens of workers need not ask one by one. Throws NetError (lookup, canceled).
    std::vector<Poco::Net::SocketAddress> resolve(const Endpoint& endpoint, TimePoint deadline,
                                                  const CancelWatch& cancel);

    // Nobody was there at the addresses: they are looked up anew the next time.
    void forget(const Endpoint& endpoint);

private:
    struct Kept {
        std::vector<Poco::Net::SocketAddress> addresses;
        TimePoint until;
    };

    const LookupLibrary library_;
    const std::string name_servers_;
    std::mutex mutex_;
    std::map<Endpoint, Kept> kept_;
};

} // namespace spotify::net
