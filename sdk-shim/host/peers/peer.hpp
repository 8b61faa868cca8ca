// One conversation with the host, whatever the wire and the language: subscribes, hears what its role may see, asks by
// tokens of its own, and takes all of that back when it ends.
#pragma once

#include "host/core/access.hpp"
#include "host/host.hpp"
#include "host/log_ring.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace host {

class Peer {
public:
    // How a reload ended.
    using Answer = std::function<void(bool ok, std::string text)>;

    struct Options {
        Role role = Role::set_up;
        // Be told first of the site, then of health and snapshot of every device; again after each reload. Only after the
        // host's start() has returned.
        bool introduce = false;
        // Followed by a peer that sets the system up and asks for it; null: there is no log to be read. Outlives the peer.
        LogRing* log = nullptr;
        // Has the site file read again, and calls what it is given once, on any thread, when that is over; the peer may be
        // gone by then. Empty: this peer may not ask for it.
        std::function<void(Answer answer)> reload{};
    };

    // What happens, as the role may see it. On the host's dispatcher or within a call of the peer's functions, one call at
    // a time; returns soon and does not call back into the peer.
    using Tell = std::function<void(const Happening& happening)>;

    // The host outlives the peer.
    Peer(Host& host, Options options, Tell tell);
    // Pending tokens and attention are forgotten, and nothing of it is called again.
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    Role role() const { return access_.role(); }

    // All of the following: any thread, never block. Those with a sentence give back why nothing was done, as
    // "KEY: expected ...", and nothing when it was.

    // Exactly one Completion is told for a token that was taken.
    std::string invoke(const std::string& device, std::string action, std::vector<dp::NamedValue> params,
                       std::int64_t token, std::uint32_t timeout_ms);
    std::string write(const std::string& device, std::string property, dp::Value value, std::int64_t token,
                      std::uint32_t timeout_ms);
    std::string cancel(const std::string& device, std::int64_t token);
    std::string attention(const std::string& device, std::int32_t level);
    std::string snapshot(const std::string& device); // a Snapshot is told

    // Calls `take` on the dispatcher with what is known of these devices at one moment, in their order and as the role may
    // see it; those that the site does not have are left out. What is told before was before it, what comes after is
    // later. Not called when the peer is gone.
    void snapshots(std::vector<std::string> devices, std::function<void(std::vector<Snapshot>)> take);

    void rules(bool wanted); // whether firings and the list of rules are told
    // `take` is called as LogRing says, until it is turned off.
    std::string log(bool on, std::function<void(const KeptRecord&)> take);
    std::string reload(Answer answer);

    std::size_t pending() const; // tokens whose Completion was not told yet

    // Calls `act` between two calls of `tell`; not at all when the peer is gone.
    void between(const std::function<void()>& act);

private:
    class Subscription;

    std::string unknown(const std::string& device) const;

    Host& host_;
    const Access access_;
    const Options options_;
    const std::shared_ptr<Subscription> subscription_;
};

} // namespace host
