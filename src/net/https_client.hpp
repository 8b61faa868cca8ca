// HTTPS exchanges over connections that are kept alive and shared by all accounts that use the same host.
#pragma once

#include "net/connection_pool.hpp"
#include "net/exchange.hpp"
#include "net/loop.hpp"
#include "net/resolver.hpp"
#include "net/response_parser.hpp"
#include "net/transport.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <unordered_map>

namespace spotify::net {

// Reading is tried once more on a fresh connection when a kept-alive one turns out to be dead; commands never are.
// Redirects are not followed: nothing that is asked for here redirects, and a token must not travel on.
class HttpsClient final : public Transport {
public:
    // `loop` outlives the client and has ended, or is yet to begin, when the client is destroyed: what is under way
    // then ends without a call. `name_servers` as for Lookup.
    explicit HttpsClient(Loop& loop, ResponseLimits limits = {}, PoolLimits pool_limits = {},
                         std::string name_servers = {});
    ~HttpsClient() override;
    HttpsClient(const HttpsClient&) = delete;
    HttpsClient& operator=(const HttpsClient&) = delete;

    Ticket begin(const Destination& destination, Request request, TimePoint deadline, Done done) override;
    void cancel(Ticket ticket) override;

private:
    // On the loop's thread:
    void start(Ticket ticket, const Destination& destination, Request request, TimePoint deadline, Done done);
    void end(Ticket ticket, const Done& done, Result result);
    ConnectionPool& pool_for(const Destination& destination);

    Loop& loop_;
    const ResponseLimits limits_;
    const PoolLimits pool_limits_;
    std::atomic<Ticket> last_ticket_{0};

    Resolver resolver_;
    std::map<Destination, ConnectionPool> pools_;
    std::unordered_map<Ticket, std::unique_ptr<Exchange>> exchanges_;
};

} // namespace spotify::net
