// From the addresses of a host to one connection that is ready for use (RFC 8305, "happy eyeballs"): the next address
// begins when one has been silent for a while or has failed, and the first that is ready wins.
#pragma once

#include "net/connection.hpp"
#include "net/error.hpp"
#include "net/loop.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <Poco/Net/SocketAddress.h>

namespace spotify::net {

// How long an address may keep the next one waiting.
struct ConnectPace {
    std::chrono::milliseconds attempt{250}; // RFC 8305, section 8: "Connection Attempt Delay"
    // It has taken the connection and says nothing: slow, more likely than a black hole.
    std::chrono::milliseconds handshake{2000};
};

// On the loop's thread. Ends with the object; has no time limit of its own.
class Connector {
public:
    using Result = std::variant<std::unique_ptr<Connection>, NetError>;
    using Done = std::function<void(Result)>;

    // At least one address. `done` is called once, never from inside; it may end this object. The error is that of
    // the last address that failed, but a certificate that is refused, or a handshake, ends it at once: another
    // address of the same name is the same host.
    Connector(Loop& loop, Endpoint endpoint, std::vector<Poco::Net::SocketAddress> addresses,
              std::shared_ptr<TlsContext> tls, ConnectPace pace, Done done);
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

private:
    void next();
    void progress(Connection* connection);
    void failed(Connection* connection, const NetError& error);
    void end(Result result);

    Loop& loop_;
    const Endpoint endpoint_;
    const std::vector<Poco::Net::SocketAddress> addresses_;
    const std::shared_ptr<TlsContext> tls_;
    const ConnectPace pace_;
    Done done_;
    std::size_t begun_ = 0; // of the addresses
    std::vector<std::unique_ptr<Connection>> racing_;
    Loop::Timer timer_; // for the next address
};

} // namespace spotify::net
