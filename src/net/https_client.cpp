#include "net/https_client.hpp"

#include "net/connection.hpp"
#include "net/error.hpp"
#include "net/gzip.hpp"
#include "net/resolver.hpp"

#include <algorithm>
#include <iterator>

namespace spotify::net {

namespace {

bool is_clean(std::string_view text, bool spaces_allowed) {
    return std::ranges::all_of(text, [spaces_allowed](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_control = byte < 0x20U || byte == 0x7FU;
        return !is_control && ((byte > 0x20U && byte < 0x80U) || spaces_allowed);
    });
}

void require(bool condition, const char* what) {
    if (!condition) {
        throw NetError(Failure::invalid,
                       std::string{"a request with control characters in its "} + what + " was not sent");
    }
}

bool accepts_gzip(const Request& request) {
    return request.method == "GET";
}

// The last moment at which a request can be held back.
void check_may_send(const Request& request, TimePoint deadline, const CancelWatch& cancel) {
    if (cancel.canceled()) {
        throw NetError(Failure::canceled, "the exchange was canceled");
    }
    if (Clock::now() >= deadline) {
        throw NetError(Failure::timeout, "it could not be sent in time");
    }
    if (request.may_send && !request.may_send()) {
        throw NetError(Failure::withheld, "it was held back");
    }
}

} // namespace

std::string serialized(const Request& request, const Endpoint& endpoint) {
    require(!request.method.empty() && is_clean(request.method, false), "method");
    require(request.target.starts_with('/') && is_clean(request.target, false), "target");
    std::string text =
        request.method + " " + request.target + " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\n";
    for (const auto& [name, value] : request.headers) {
        require(!name.empty() && is_clean(name, false) && is_clean(value, true), "headers");
        text += name + ": " + value + "\r\n";
    }
    // A list or a player's state shrinks to a fifth; what answers a command is empty or short.
    if (accepts_gzip(request)) {
        text += "Accept-Encoding: gzip\r\n";
    }
    // Spotify's edge answers 411 to a command without a body that does not say so.
    if (request.method != "GET") {
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return text + "\r\n" + request.body;
}

HttpsClient::HttpsClient(Resolver& resolver, ResponseLimits limits, IdleLimits idle_limits)
    : resolver_(resolver)
    , limits_(limits)
    , idle_limits_(idle_limits) {}

HttpsClient::~HttpsClient() = default;

Response HttpsClient::exchange(const Destination& destination, const Request& request, TimePoint deadline,
                               const Cancel& canceled) {
    auto response = exchange_encoded(destination, request, deadline, CancelWatch(canceled));
    decode_body(response, accepts_gzip(request), limits_.body_bytes);
    return response;
}

Response HttpsClient::exchange_encoded(const Destination& destination, const Request& request,
                                       TimePoint deadline, const CancelWatch& cancel) {
    const std::string text = serialized(request, destination.endpoint);
    if (auto connection = take_idle(destination)) {
        try {
            check_may_send(request, deadline, cancel);
            Response response = connection->exchange(text, limits_, deadline, cancel);
            give_back(destination, std::move(connection));
            return response;
        } catch (const NetError& error) {
            const bool dead = error.failure() == Failure::closed;
            if (!dead || (error.sent() && !request.idempotent())) {
                throw;
            }
        }
    }
    auto connection = connect(destination, deadline, cancel);
    check_may_send(request, deadline, cancel);
    Response response = connection->exchange(text, limits_, deadline, cancel);
    give_back(destination, std::move(connection));
    return response;
}

std::unique_ptr<Connection> HttpsClient::take_idle(const Destination& destination) {
    for (;;) {
        std::vector<Idle> old;
        std::unique_ptr<Connection> connection;
        {
            const std::lock_guard lock(mutex_);
            auto& pool = pools_[destination];
            old = take_old(pool);
            if (pool.idle.empty()) {
                return nullptr;
            }
            connection = std::move(pool.idle.back().connection);
            pool.idle.pop_back();
        }
        if (!connection->stale()) {
            return connection;
        }
    }
}

std::unique_ptr<Connection> HttpsClient::connect(const Destination& destination, TimePoint deadline,
                                                 const CancelWatch& cancel) {
    const auto tls = tls_for(destination);
    const auto addresses = resolver_.resolve(destination.endpoint, deadline, cancel);
    for (std::size_t i = 0;; ++i) {
        // Each address gets its share of the time: a black-holed one must not use up that of the next.
        const auto left = addresses.size() - i;
        const auto now = Clock::now();
        const auto share = now + (deadline - now) / static_cast<long>(left);
        try {
            return std::make_unique<Connection>(destination.endpoint, addresses[i], tls, share, cancel);
        } catch (const NetError& error) {
            const bool next_may_help =
                error.failure() == Failure::connect || error.failure() == Failure::timeout;
            if (!next_may_help || left == 1) {
                resolver_.forget(destination.endpoint);
                throw;
            }
        }
    }
}

void HttpsClient::give_back(const Destination& destination, std::unique_ptr<Connection> connection) {
    if (!connection->reusable()) {
        return;
    }
    std::vector<Idle> old;
    const std::lock_guard lock(mutex_);
    auto& pool = pools_[destination];
    old = take_old(pool);
    pool.idle.push_back({std::move(connection), Clock::now()});
    if (pool.idle.size() > idle_limits_.connections) {
        old.push_back(std::move(pool.idle.front()));
        pool.idle.erase(pool.idle.begin());
    }
}

std::vector<HttpsClient::Idle> HttpsClient::take_old(Pool& pool) const {
    const auto now = Clock::now();
    const auto young = std::ranges::find_if(
        pool.idle, [&](const Idle& idle) { return now - idle.since <= idle_limits_.age; });
    std::vector<Idle> old(std::make_move_iterator(pool.idle.begin()), std::make_move_iterator(young));
    pool.idle.erase(pool.idle.begin(), young);
    return old;
}

std::shared_ptr<TlsContext> HttpsClient::tls_for(const Destination& destination) {
    const std::lock_guard lock(mutex_);
    auto& pool = pools_[destination];
    if (pool.tls == nullptr) {
        pool.tls = std::make_shared<TlsContext>(destination.endpoint, destination.ca_file);
    }
    return pool.tls;
}

} // namespace spotify::net
