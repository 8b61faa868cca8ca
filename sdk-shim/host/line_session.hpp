// One peer that speaks JSON lines with the host: a program on a pipe, a browser. Knows whose tokens are
// whose.
#pragma once

#include "host/host.hpp"
#include "host/log_ring.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace host {

class LineSession {
public:
    static constexpr std::size_t longest_line = 64 * 1024; // bytes; a longer one is an error

    // Takes a line without its end. One call at a time, from the host's dispatcher and from whoever calls
    // take(). Returns soon and does not call back into the session.
    using Send = std::function<void(std::string line)>;

    struct Options {
        // Begin with a line about the site, then health and snapshot of every device; again after each
        // reload. Only after the host's start() has returned.
        bool introduce = false;
        // Called by take() for a quit line; empty: this peer may not end the host.
        std::function<void()> quit;
        // Called by take() for a reload line of one who sets the system up, with what is to be called once,
        // on any thread, when it is over; the session may be gone by then. Empty: this peer may not have the
        // site read again.
        using Answer = std::function<void(bool ok, std::string text)>;
        std::function<void(Answer answer)> reload{};
        // What the peer may do, and with it what he gets to see.
        Role role = Role::set_up;
        bool has_keys = false; // whether the peer came in by an access key, which it may be told to forget
        // Read by a peer who sets the system up and asks for it; null: there is no log to be read. Outlives
        // the session.
        LogRing* log = nullptr;
        // Takes what happens as a value, in place of the line that `send` would be given; called as `send`
        // is. For a peer who may be slow, so that what waits for him can be folded. Empty: lines.
        std::function<void(Happening happening)> send_happening{};
    };

    // The host outlives the session.
    LineSession(Host& host, Send send, Options options);
    // The peer is gone: its pending tokens and its attention are forgotten, and `send` is not called again.
    ~LineSession();
    LineSession(const LineSession&) = delete;
    LineSession& operator=(const LineSession&) = delete;

    // Any thread, never blocks. A line that cannot be taken is answered with an error line.
    void take(std::string_view line);

private:
    class Peer;
    struct Taker;

    Host& host_;
    const Options options_;
    const std::shared_ptr<Peer> peer_;
};

} // namespace host
