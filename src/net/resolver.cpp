#include "net/resolver.hpp"

#include <algorithm>

#include <Poco/Net/IPAddress.h>

namespace spotify::net {

namespace {

constexpr std::chrono::seconds longest_kept{60};
constexpr std::size_t most_kept = 16; // Spotify has two

} // namespace

std::vector<Poco::Net::SocketAddress> Resolver::resolve(const Endpoint& endpoint, TimePoint deadline,
                                                        const CancelWatch& cancel) {
    if (endpoint.is_literal()) {
        return {Poco::Net::SocketAddress(Poco::Net::IPAddress(endpoint.host), endpoint.port)};
    }
    {
        const std::lock_guard lock(mutex_);
        const auto kept = kept_.find(endpoint);
        if (kept != kept_.end() && Clock::now() < kept->second.until) {
            return kept->second.addresses;
        }
    }
    auto found = look_up(endpoint, name_servers_, deadline, cancel);
    if (found.lifetime > std::chrono::seconds{0}) {
        const auto now = Clock::now();
        const std::lock_guard lock(mutex_);
        std::erase_if(kept_, [now](const auto& kept) { return kept.second.until <= now; });
        if (kept_.size() < most_kept) {
            kept_.insert_or_assign(endpoint,
                                   Kept{found.addresses, now + std::min(found.lifetime, longest_kept)});
        }
    }
    return std::move(found.addresses);
}

void Resolver::forget(const Endpoint& endpoint) {
    const std::lock_guard lock(mutex_);
    kept_.erase(endpoint);
}

} // namespace spotify::net
