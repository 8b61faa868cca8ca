#include "net/https_client.hpp"

#include "net/error.hpp"

#include <algorithm>

namespace spotify::net {

namespace {

// More than this many idle connections to one host are not worth their 49 KiB each.
constexpr std::size_t kept_idle = 8;

bool is_clean(std::string_view text, bool spaces_allowed) {
    return std::ranges::all_of(text, [spaces_allowed](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20U && byte != 0x7FU && (byte < 0x80U || spaces_allowed) ? true : spaces_allowed && c == ' ';
    });
}

void require(bool condition, const char* what) {
    if (!condition) {
        throw NetError(Failure::invalid, std::string{"a request with control characters in its "} + what + " was not sent");
    }
}

} // namespace

std::string serialized(const Request& request, const Endpoint& endpoint) {
    require(!request.method.empty() && is_clean(request.method, false), "method");
    require(request.target.starts_with('/') && is_clean(request.target, false), "target");
    std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\n";
    for (const auto& [name, value] : request.headers) {
        require(!name.empty() && is_clean(name, false) && is_clean(value, true), "headers");
        text += name + ": " + value + "\r\n";
    }
    // Spotify's edge answers 411 to a command without a body that does not say so.
    if (request.method != "GET") {
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return text + "\r\n" + request.body;
}

Response HttpsClient::exchange(const Destination& destination, const Request& request, TimePoint deadline,
                               const Cancel& cancel) {
    const std::string text = serialized(request, destination.endpoint);
    if (auto connection = take_idle(destination)) {
        try {
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
    Response response = connection->exchange(text, limits_, deadline, cancel);
    give_back(destination, std::move(connection));
    return response;
}

std::unique_ptr<Connection> HttpsClient::take_idle(const Destination& destination) {
    for (;;) {
        std::unique_ptr<Connection> connection;
        {
            const std::lock_guard lock(mutex_);
            const auto found = pools_.find(destination);
            if (found == pools_.end() || found->second.idle.empty()) {
                return nullptr;
            }
            connection = std::move(found->second.idle.back());
            found->second.idle.pop_back();
        }
        if (!connection->stale()) {
            return connection;
        }
    }
}

std::unique_ptr<Connection> HttpsClient::connect(const Destination& destination, TimePoint deadline, const Cancel& cancel) {
    const auto tls = tls_for(destination);
    const auto addresses = resolver_.resolve(destination.endpoint, deadline, cancel);
    for (std::size_t i = 0;; ++i) {
        try {
            return std::make_unique<Connection>(destination.endpoint, addresses[i], tls, deadline, cancel);
        } catch (const NetError& error) {
            if (error.failure() != Failure::connect || i + 1 == addresses.size()) {
                throw;
            }
        }
    }
}

void HttpsClient::give_back(const Destination& destination, std::unique_ptr<Connection> connection) {
    if (!connection->reusable()) {
        return;
    }
    std::unique_ptr<Connection> surplus; // closed outside the lock
    const std::lock_guard lock(mutex_);
    auto& idle = pools_[destination].idle;
    idle.push_back(std::move(connection));
    if (idle.size() > kept_idle) {
        surplus = std::move(idle.front());
        idle.erase(idle.begin());
    }
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
