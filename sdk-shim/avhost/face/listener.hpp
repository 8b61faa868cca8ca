// A port that takes TCP connections, on the loop's thread.
#pragma once

#include "face/loop.hpp"
#include "face/open_error.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <cstdint>
#include <functional>
#include <string>

namespace avhost::face {

class Listener {
public:
    struct Options {
        std::string name;       // of the face at the beginning of sentences: "The panel"
        std::string address;    // an IP literal
        std::uint16_t port = 0; // 0: any free one
        bool has_keys = false;  // without them only a loopback address is taken
    };
    using Take = std::function<void(boost::asio::ip::tcp::socket socket)>;

    // Binds and listens; on any thread. Throws OpenError. `presence` is that of the face.
    Listener(Loop& loop, Options options, Log log, Presence::Token presence);

    std::uint16_t port() const { return port_; }
    bool is_on_loopback() const { return is_on_loopback_; }

    // On the loop's thread: takes connections from now on, or no more.
    void start(Take take);
    void close();

private:
    void accept();
    void require(const boost::system::error_code& failure) const;

    const Options options_;
    const Log log_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    bool is_on_loopback_ = false;
    Take take_;
    Presence::Token presence_;
};

} // namespace avhost::face
