// HTTPS exchanges over connections that are kept alive and shared by all accounts that use the same host.
#pragma once

#include "net/response_parser.hpp"
#include "net/transport.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spotify::net {

class Connection;
class Resolver;
class TlsContext;

// How many connections without work are kept, and for how long: as many as have lately been in use at once,
// since a new one costs as much as 45 polls, and no more, since each takes some 49 KiB.
struct IdleLimits {
    std::size_t connections = 64; // per destination; no fewer than there are workers
    // Firewalls forget silent connections without a word, and a command into such a one would hang to its
    // limit. Shorter than the shortest such time that is usual (two minutes), longer than the slowest pace of
    // looking.
    std::chrono::seconds age{90};
};

class HttpsClient final : public Transport {
public:
    // `resolver` outlives the client.
    explicit HttpsClient(Resolver& resolver, ResponseLimits limits = {}, IdleLimits idle_limits = {});
    ~HttpsClient() override;
    HttpsClient(const HttpsClient&) = delete;
    HttpsClient& operator=(const HttpsClient&) = delete;

    // Reading is tried once more on a fresh connection when a kept-alive one turns out to be dead; commands
    // never are. Redirects are not followed: nothing that is asked for here redirects, and a token must not
    // travel on.
    Response exchange(const Destination& destination, const Request& request, TimePoint deadline,
                      const Cancel& canceled) override;

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        TimePoint since;
    };
    struct Pool {
        std::shared_ptr<TlsContext> tls;
        std::vector<Idle> idle; // the one used last at the back: that is taken first, the others grow old
    };

    Response exchange_encoded(const Destination& destination, const Request& request, TimePoint deadline,
                              const CancelWatch& cancel);
    std::unique_ptr<Connection> take_idle(const Destination& destination);
    std::unique_ptr<Connection> connect(const Destination& destination, TimePoint deadline,
                                        const CancelWatch& cancel);
    void give_back(const Destination& destination, std::unique_ptr<Connection> connection);
    std::vector<Idle> take_old(Pool& pool) const; // with the lock held; to be closed without it
    std::shared_ptr<TlsContext> tls_for(const Destination& destination);

    Resolver& resolver_;
    const ResponseLimits limits_;
    const IdleLimits idle_limits_;
    std::mutex mutex_;
    std::map<Destination, Pool> pools_;
};

// The request as it goes on the wire. Throws NetError (invalid) for a line break or another control character
// where it would begin a new header or a new request.
std::string serialized(const Request& request, const Endpoint& endpoint);

} // namespace spotify::net
