// Looks host names up on a thread of its own, because the system's look-up can hang for tens of seconds and
// cannot be canceled: whoever waits here can give up, and the look-up is left behind.
#pragma once

#include "net/cancel.hpp"
#include "net/message.hpp"
#include "net/url.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <Poco/Net/SocketAddress.h>

namespace spotify::net {

// Thread-safe. The thread begins with the first look-up; the destructor joins it, which takes as long as the
// system's look-up in progress does (resolv.conf's timeout and attempts bound it); what still waited is
// dropped.
class Resolver {
public:
    Resolver() = default;
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    // The addresses of an endpoint, in the system's order; a literal is answered at once. Throws NetError
    // (lookup, timeout, canceled).
    std::vector<Poco::Net::SocketAddress> resolve(const Endpoint& endpoint, TimePoint deadline,
                                                  const CancelWatch& cancel);

private:
    struct Query; // shared by who asks and the thread, so that either may go first

    void run();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::shared_ptr<Query>> queries_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace spotify::net
