// Waits on a loopback address for the one request by which a browser brings the code: the least HTTP server
// there can be. Knows no OAuth.
#pragma once

#include "net/file_descriptor.hpp"
#include "net/loop.hpp"
#include "net/url.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace spotify::auth {

// The port cannot be had. what() is a sentence.
class ListenError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The port is held from construction to destruction. Made on any thread; from serve() on it belongs to the loop's.
class LoopbackListener final : net::Loop::Watcher {
public:
    // Only loopback literals; port 0 takes a free one. Throws ListenError.
    explicit LoopbackListener(const net::Endpoint& at);
    ~LoopbackListener() = default;
    LoopbackListener(const LoopbackListener&) = delete;
    LoopbackListener& operator=(const LoopbackListener&) = delete;

    std::uint16_t port() const { return port_; }

    // What the browser shows, in plain texts.
    struct Reply {
        bool is_final = false; // this was the request that is waited for
        std::string title = "Nothing here";
        std::string text = "This is not an address to come to by itself.";
    };
    // Which browser asked; it may have gone when it is answered.
    using Visit = std::uint64_t;
    // Gets the query of a GET of the path; the reply goes to reply(), perhaps from inside, perhaps never.
    using Asked = std::function<void(Visit visit, const std::string& query)>;

    // On the loop's thread, as is all that follows. Takes connections until it is destroyed. Throws NetError (connect)
    // when the process has no descriptors left.
    void serve(net::Loop& loop, const std::string& path, Asked asked);
    void reply(Visit visit, const Reply& reply);

private:
    struct Visitor {
        net::FileDescriptor socket;
        std::string head = {};
        net::Loop::Watch watch = {};
        bool has_asked = false; // and waits for its reply
    };

    void on_events(int descriptor, std::uint32_t events) override;
    void accept();
    void read(Visit visit, Visitor& visitor);

    net::FileDescriptor socket_;
    std::uint16_t port_ = 0;
    net::Loop* loop_ = nullptr;
    std::string path_;
    Asked asked_;
    net::Loop::Watch watch_;
    std::map<Visit, Visitor> visitors_;
    Visit last_visit_ = 0;
};

} // namespace spotify::auth
