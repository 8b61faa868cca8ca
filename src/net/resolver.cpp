#include "net/resolver.hpp"

#include <algorithm>
#include <utility>

#include <Poco/Net/IPAddress.h>

namespace spotify::net {

namespace {

constexpr std::chrono::seconds longest_kept{60};
// Longer than any exchange, which leaves at its own time limit; a look-up for which nobody waits any more ends.
constexpr std::chrono::seconds longest_lookup{30};

} // namespace

Resolver::Wait::~Wait() {
    if (resolver_ != nullptr) {
        resolver_->end(id_);
    }
}

Resolver::Resolver(Loop& loop, std::string name_servers)
    : loop_(loop)
    , name_servers_(std::move(name_servers)) {}

Resolver::Wait Resolver::resolve(const Endpoint& endpoint, Done done) {
    auto& name = names_[endpoint];
    const auto id = ++last_wait_;
    name.waiting.push_back({id, std::move(done)});
    begin(endpoint, name);
    return Wait(*this, id);
}

// A failure to begin is told like one on the way.
void Resolver::begin(const Endpoint& endpoint, Name& name) {
    if (endpoint.is_literal()) {
        name.addresses = {Poco::Net::SocketAddress(Poco::Net::IPAddress(endpoint.host), endpoint.port)};
        name.until = TimePoint::max();
    }
    if (Clock::now() < name.until) {
        name.answer = loop_.call_at(Clock::now(), [this, endpoint] {
            const auto known = names_[endpoint].addresses;
            answer(endpoint, known);
        });
        return;
    }
    if (name.lookup == nullptr) {
        try {
            name.lookup =
                std::make_unique<Lookup>(loop_, endpoint, name_servers_, Clock::now() + longest_lookup,
                                         [this, endpoint](auto found) { take(endpoint, std::move(found)); });
        } catch (const NetError& problem) {
            name.answer =
                loop_.call_at(Clock::now(), [this, endpoint, problem] { answer(endpoint, problem); });
        }
    }
}

void Resolver::take(const Endpoint& endpoint, std::variant<Found, NetError> result) {
    auto& name = names_[endpoint];
    const auto ended = std::move(name.lookup); // this was called by it
    if (const auto* problem = std::get_if<NetError>(&result)) {
        answer(endpoint, *problem);
        return;
    }
    auto& found = std::get<Found>(result);
    name.addresses = std::move(found.addresses);
    name.until = Clock::now() + std::min(found.lifetime, longest_kept);
    put_preferred_first(name);
    const auto addresses = name.addresses;
    answer(endpoint, addresses);
}

// One that is told may ask again, or end the wait of another.
void Resolver::answer(const Endpoint& endpoint, const std::variant<Addresses, NetError>& result) {
    auto& name = names_[endpoint];
    const auto last = last_wait_;
    while (!name.waiting.empty() && name.waiting.front().id <= last) {
        const auto done = std::move(name.waiting.front().done);
        name.waiting.erase(name.waiting.begin());
        done(result);
    }
}

void Resolver::prefer(const Endpoint& endpoint, const Poco::Net::SocketAddress& address) {
    auto& name = names_[endpoint];
    name.preferred = address;
    put_preferred_first(name);
}

void Resolver::put_preferred_first(Name& name) {
    const auto at =
        name.preferred ? std::ranges::find(name.addresses, *name.preferred) : name.addresses.end();
    if (at != name.addresses.end()) {
        std::rotate(name.addresses.begin(), at, at + 1);
    }
}

void Resolver::forget(const Endpoint& endpoint) {
    auto& name = names_[endpoint];
    name.until = {};
    name.preferred.reset();
}

void Resolver::end(std::uint64_t id) noexcept {
    for (auto& [endpoint, name] : names_) {
        std::erase_if(name.waiting, [id](const Waiting& one) { return one.id == id; });
        if (name.waiting.empty()) {
            name.lookup.reset();
        }
    }
}

} // namespace spotify::net
