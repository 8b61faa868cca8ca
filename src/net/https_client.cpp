#include "net/https_client.hpp"

#include <utility>

namespace spotify::net {

HttpsClient::HttpsClient(Loop& loop, ResponseLimits limits, PoolLimits pool_limits, std::string name_servers)
    : loop_(loop)
    , limits_(limits)
    , pool_limits_(pool_limits)
    , resolver_(loop, std::move(name_servers)) {}

HttpsClient::~HttpsClient() = default;

Transport::Ticket HttpsClient::begin(const Destination& destination, Request request, TimePoint deadline,
                                     Done done) {
    const auto ticket = ++last_ticket_;
    struct Begun {
        Destination destination;
        Request request;
        Done done;
    };
    const auto begun = std::make_shared<Begun>(Begun{destination, std::move(request), std::move(done)});
    loop_.post([this, ticket, deadline, begun] {
        start(ticket, begun->destination, std::move(begun->request), deadline, std::move(begun->done));
    });
    return ticket;
}

void HttpsClient::cancel(Ticket ticket) {
    loop_.post([this, ticket] {
        const auto dropped =
            exchanges_.extract(ticket); // goes when the map is whole: what it owns may begin others
    });
}

void HttpsClient::start(Ticket ticket, const Destination& destination, Request request, TimePoint deadline,
                        Done done) {
    exchanges_.emplace(
        ticket, std::make_unique<Exchange>(loop_, pool_for(destination), std::move(request), limits_,
                                           deadline, [this, ticket, done = std::move(done)](Result result) {
                                               end(ticket, done, std::move(result));
                                           }));
}

void HttpsClient::end(Ticket ticket, const Done& done, Result result) {
    const auto ended = exchanges_.extract(ticket); // goes after the call, which may begin another
    done(std::move(result));
}

ConnectionPool& HttpsClient::pool_for(const Destination& destination) {
    const auto found = pools_.find(destination);
    return found != pools_.end()
               ? found->second
               : pools_.try_emplace(destination, loop_, resolver_, destination, pool_limits_).first->second;
}

} // namespace spotify::net
