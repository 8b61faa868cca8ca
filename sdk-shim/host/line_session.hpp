// A peer that speaks JSON lines with the host: a program on a pipe, a browser, a control system.
#pragma once

#include "host/peers/peer.hpp"

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
        // Begin with a line about the site, and so on: see Peer::Options.
        bool introduce = false;
        // Called by take() for a quit line; empty: this peer may not end the host.
        std::function<void()> quit;
        // See Peer::Options.
        using Answer = Peer::Answer;
        std::function<void(Answer answer)> reload{};
        Role role = Role::set_up;
        bool has_keys = false;  // whether the peer came in by an access key, which it may be told to forget
        LogRing* log = nullptr; // see Peer::Options
        // Takes what happens as a value, in place of the line that `send` would be given; called as `send`
        // is. For a peer who may be slow, so that what waits for him can be folded. Empty: lines.
        std::function<void(Happening happening)> send_happening{};
    };

    // The host outlives the session.
    LineSession(Host& host, Send send, Options options);
    // The peer is gone: its pending tokens and its attention are forgotten, and `send` is not called again.
    ~LineSession() = default;
    LineSession(const LineSession&) = delete;
    LineSession& operator=(const LineSession&) = delete;

    // Any thread, never blocks. A line that cannot be taken is answered with an error line.
    void take(std::string_view line);

    std::size_t pending() const { return peer_.pending(); } // tokens without their completion

private:
    struct Taker;

    void tell(const Host& host, const Happening& happening) const;
    void say(std::string line);

    const Options options_;
    const Send send_;
    Peer peer_; // gone first
};

} // namespace host
