// A TCP connection, plain or under TLS, as one kind of stream: what reads and writes HTTP, WebSocket and
// lines need not know. Models Asio's AsyncStream. Handlers are kept behind a pointer, so that the many operations of
// Beast do not each bring their own copy of Asio's and OpenSSL's: that costs an allocation and saves minutes
// of compiling. A handler runs on the connection's executor. Not for several threads at once.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace avhost::door {
struct Tls;
}

namespace avhost::face {

// Any handler of a read or a write; called once at most.
class Transferred {
public:
    template <typename Handler>
    static Transferred of(Handler&& handler) {
        return Transferred{std::make_unique<Held<std::decay_t<Handler>>>(std::forward<Handler>(handler))};
    }
    void operator()(const boost::beast::error_code& failure, std::size_t bytes) {
        const auto held = std::move(held_);
        held->call(failure, bytes);
    }

private:
    struct Base {
        virtual ~Base() = default;
        virtual void call(const boost::beast::error_code& failure, std::size_t bytes) = 0;
    };
    template <typename Handler>
    struct Held : Base {
        explicit Held(Handler&& handler)
            : handler_{std::move(handler)} {}
        explicit Held(const Handler& handler)
            : handler_{handler} {}
        void call(const boost::beast::error_code& failure, std::size_t bytes) override {
            Handler handler{std::move(handler_)}; // it may end what holds it
            handler(failure, bytes);
        }
        Handler handler_;
    };
    explicit Transferred(std::unique_ptr<Base> held)
        : held_{std::move(held)} {}
    std::unique_ptr<Base> held_;
};

class Connection {
public:
    using next_layer_type = boost::beast::tcp_stream; // for Beast's get_lowest_layer() and its timeouts
    using executor_type = next_layer_type::executor_type;

    // `tls` is null for a plain connection, and outlives the connection otherwise.
    Connection(boost::asio::ip::tcp::socket socket, door::Tls* tls);
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) = delete;

    bool is_secure() const;
    next_layer_type& next_layer();
    const next_layer_type& next_layer() const;
    executor_type get_executor() noexcept { return next_layer().get_executor(); }

    // The server's part of the TLS handshake; at once for a plain connection. When the other side speaks plain text, the
    // connection is plain from then on (is_secure() is false), and the number of bytes is 1: plain_begin() is the
    // first of what it said, which was read.
    void async_handshake(Transferred done);
    char plain_begin() const;
    // Says that nothing more will be sent. The number of bytes means nothing.
    void async_end_sending(Transferred done);
    // The same, and then reads what the other side still sends, within bounds, so that it gets to hear the
    // last words: a close with unread bytes would take them back.
    void async_part(Transferred done);

    template <typename Buffers, typename Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        read_some(pieces<boost::asio::mutable_buffer>(buffers),
                  Transferred::of(std::forward<Handler>(handler)));
    }
    template <typename Buffers, typename Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        write_some(pieces<boost::asio::const_buffer>(buffers),
                   Transferred::of(std::forward<Handler>(handler)));
    }

    // Beast ends a WebSocket's connection through this.
    template <typename Handler>
    friend void async_teardown(boost::beast::role_type, Connection& connection, Handler&& handler) {
        connection.async_part(Transferred::of(
            [handler = std::forward<Handler>(handler)](const boost::beast::error_code& failure,
                                                       std::size_t) mutable { handler(failure); }));
    }

private:
    template <typename Piece, typename Buffers>
    static std::vector<Piece> pieces(const Buffers& buffers) {
        return {boost::asio::buffer_sequence_begin(buffers), boost::asio::buffer_sequence_end(buffers)};
    }
    void be_plain();
    void read_some(std::vector<boost::asio::mutable_buffer> buffers, Transferred done);
    void write_some(std::vector<boost::asio::const_buffer> buffers, Transferred done);

    class Stream;
    std::unique_ptr<Stream> stream_;
};

} // namespace avhost::face
