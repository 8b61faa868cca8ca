// One look-up of a host name by c-ares, driven by the loop. The system's own look-up would not do: it hangs for
// tens of seconds when name servers are silent, and nothing ends it meanwhile.
#pragma once

#include "net/error.hpp"
#include "net/loop.hpp"
#include "net/message.hpp"
#include "net/url.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <Poco/Net/SocketAddress.h>

namespace spotify::net {

// c-ares is ready for use while at least one of these lives. May come and go on any thread.
class LookupLibrary {
public:
    LookupLibrary();
    ~LookupLibrary();
    LookupLibrary(const LookupLibrary&) = delete;
    LookupLibrary& operator=(const LookupLibrary&) = delete;
};

struct Found {
    std::vector<Poco::Net::SocketAddress> addresses; // at least one; the most promising first (RFC 6724)
    std::chrono::seconds lifetime;                   // for how long the answer may be kept; 0: not at all
};

// On the loop's thread. Ends with the object.
class Lookup {
public:
    using Done = std::function<void(std::variant<Found, NetError>)>;

    // Asks /etc/hosts, then the name servers, for IPv4 and IPv6. `name_servers` is "address:port,..."; empty: those
    // of resolv.conf, which is read each time, since a controller may move to another network. Needs a LookupLibrary
    // that lives. `done` is called once, by `deadline` at the latest, and never from inside; it may end this object.
    // Throws NetError (lookup) when it cannot begin.
    Lookup(Loop& loop, const Endpoint& endpoint, const std::string& name_servers, TimePoint deadline,
           Done done);
    ~Lookup();
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;

private:
    class Query;
    std::unique_ptr<Query> query_;
};

} // namespace spotify::net
