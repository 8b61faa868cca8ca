// Waits on a loopback address for the one request by which a browser brings the code: the least HTTP server
// there can be. Knows no OAuth.
#pragma once

#include "net/cancel.hpp"
#include "net/file_descriptor.hpp"
#include "net/message.hpp"
#include "net/url.hpp"

#include <functional>
#include <stdexcept>
#include <string>

namespace spotify::auth {

// The port cannot be had. what() is a sentence.
class ListenError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// One thread uses it. The port is held from construction to destruction.
class LoopbackListener {
public:
    // Only loopback literals; port 0 takes a free one. Throws ListenError.
    explicit LoopbackListener(const net::Endpoint& at);

    std::uint16_t port() const { return port_; }

    // What the browser shows, in plain texts.
    struct Reply {
        bool is_final = false; // this was the request that is waited for
        std::string title = "Nothing here";
        std::string text = "This is not an address to come to by itself.";
    };
    // Gets the query of a GET of the path. May block.
    using Answer = std::function<Reply(const std::string& query)>;

    // Takes connections until `answer` has given a final reply. Throws NetError (timeout, canceled; connect
    // when the process has no descriptors left).
    void serve(const std::string& path, net::TimePoint deadline, const net::Cancel& canceled,
               const Answer& answer);

private:
    net::FileDescriptor socket_;
    std::uint16_t port_ = 0;
};

} // namespace spotify::auth
