// From a host to its addresses: literals at once, names by a look-up whose answer is kept for a while and shared by
// all that ask for it meanwhile.
#pragma once

#include "net/lookup.hpp"
#include "net/loop.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spotify::net {

using Addresses = std::vector<Poco::Net::SocketAddress>;

// On the loop's thread.
class Resolver {
public:
    using Done = std::function<void(const std::variant<Addresses, NetError>&)>;

    // Ends the wait with the object: nothing is called any more. The resolver outlives it.
    class Wait {
    public:
        Wait() = default;
        Wait(Resolver& resolver, std::uint64_t id)
            : resolver_(&resolver)
            , id_(id) {}
        Wait(Wait&& other) noexcept { swap(other); }
        Wait& operator=(Wait&& other) noexcept {
            Wait(std::move(other)).swap(*this);
            return *this;
        }
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;
        ~Wait();

    private:
        void swap(Wait& other) noexcept {
            std::swap(resolver_, other.resolver_);
            std::swap(id_, other.id_);
        }
        Resolver* resolver_ = nullptr;
        std::uint64_t id_ = 0;
    };

    // `name_servers` as for Lookup; for tests.
    explicit Resolver(Loop& loop, std::string name_servers = {});

    // The addresses of an endpoint, the most promising first: the one that answered last, then as the look-up says.
    // Answers are kept as long as they allow, at most for a minute. `done` gets them, or NetError (lookup), once, and
    // never from inside.
    [[nodiscard]] Wait resolve(const Endpoint& endpoint, Done done);

    // This address took a connection: it comes first from now on.
    void prefer(const Endpoint& endpoint, const Poco::Net::SocketAddress& address);
    // Nobody was there at the addresses: they are looked up anew the next time.
    void forget(const Endpoint& endpoint);

private:
    struct Waiting {
        std::uint64_t id;
        Done done;
    };
    struct Name {
        Addresses addresses;
        TimePoint until{}; // the addresses are good
        std::vector<Waiting> waiting;
        std::unique_ptr<Lookup> lookup;                    // under way
        Loop::Timer answer;                                // of what was known already
        std::optional<Poco::Net::SocketAddress> preferred; // it took a connection
    };

    void begin(const Endpoint& endpoint, Name& name);
    void take(const Endpoint& endpoint, std::variant<Found, NetError> found);
    void answer(const Endpoint& endpoint, const std::variant<Addresses, NetError>& result);
    static void put_preferred_first(Name& name);
    void end(std::uint64_t id) noexcept;

    Loop& loop_;
    const LookupLibrary library_;
    const std::string name_servers_;
    std::map<Endpoint, Name> names_; // Spotify has two; a config names the others
    std::uint64_t last_wait_ = 0;
};

} // namespace spotify::net
