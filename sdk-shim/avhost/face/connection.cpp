#include "face/connection.hpp"

#include "door/tls.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <array>
#include <chrono>
#include <variant>

namespace avhost::face {

namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;

namespace {

using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;

constexpr std::size_t most_to_drain = 64 * 1024; // bytes
constexpr std::chrono::milliseconds time_to_drain{250};

// Reads to the end and forgets what it reads. Under TLS the bytes, not what they mean.
class Drain {
public:
    Drain(Plain& stream, Transferred done)
        : stream_{stream}
        , done_{std::move(done)} {}

    void operator()(const beast::error_code& failure, std::size_t bytes) {
        if (failure || bytes >= left_) {
            done_({}, 0);
            return;
        }
        left_ -= bytes;
        Plain& stream = stream_;
        const auto room = boost::asio::buffer(*room_);
        stream.async_read_some(room, std::move(*this));
    }

private:
    Plain& stream_;
    Transferred done_;
    std::unique_ptr<std::array<char, 4096>> room_ = std::make_unique<std::array<char, 4096>>();
    std::size_t left_ = most_to_drain;
};

} // namespace

class Connection::Stream {
public:
    explicit Stream(Plain plain)
        : layers{std::in_place_type<Plain>, std::move(plain)} {}
    Stream(Plain plain, ssl::context& context)
        : layers{std::in_place_type<Secure>, std::move(plain), context} {}

    std::variant<Plain, Secure> layers;
    char begin = 0; // the first byte that came
};

Connection::Connection(boost::asio::ip::tcp::socket socket, door::Tls* tls)
    : stream_{tls != nullptr ? std::make_unique<Stream>(Plain{std::move(socket)}, tls->context)
                             : std::make_unique<Stream>(Plain{std::move(socket)})} {}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

bool Connection::is_secure() const {
    return std::holds_alternative<Secure>(stream_->layers);
}

Connection::next_layer_type& Connection::next_layer() {
    auto* const secure = std::get_if<Secure>(&stream_->layers);
    return secure != nullptr ? secure->next_layer() : std::get<Plain>(stream_->layers);
}

const Connection::next_layer_type& Connection::next_layer() const {
    const auto* const secure = std::get_if<Secure>(&stream_->layers);
    return secure != nullptr ? secure->next_layer() : std::get<Plain>(stream_->layers);
}

void Connection::async_handshake(Transferred done) {
    if (!is_secure()) {
        boost::asio::post(get_executor(), [done = std::move(done)]() mutable { done({}, 0); });
        return;
    }
    // A handshake begins with a byte that is no character, a request of HTTP or a line of text with one.
    next_layer().async_read_some(
        boost::asio::buffer(&stream_->begin, 1),
        [this, done = std::move(done)](const beast::error_code& failure, std::size_t) mutable {
            if (!failure && stream_->begin >= ' ' && stream_->begin <= '~') {
                be_plain();
                done({}, 1);
            } else if (failure) {
                done(failure, 0);
            } else {
                std::get<Secure>(stream_->layers)
                    .async_handshake(ssl::stream_base::server, boost::asio::buffer(&stream_->begin, 1),
                                     [done = std::move(done)](const beast::error_code& unable,
                                                              std::size_t) mutable { done(unable, 0); });
            }
        });
}

char Connection::plain_begin() const {
    return stream_->begin;
}

void Connection::be_plain() {
    auto plain = std::make_unique<Stream>(std::move(next_layer()));
    plain->begin = stream_->begin;
    stream_ = std::move(plain);
}

void Connection::async_end_sending(Transferred done) {
    if (auto* const secure = std::get_if<Secure>(&stream_->layers)) {
        secure->async_shutdown(
            [done = std::move(done)](const beast::error_code& failure) mutable { done(failure, 0); });
    } else {
        beast::error_code failure;
        next_layer().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, failure);
        boost::asio::post(get_executor(), [done = std::move(done), failure]() mutable { done(failure, 0); });
    }
}

void Connection::async_part(Transferred done) {
    async_end_sending(Transferred::of(
        [this, done = std::move(done)](const beast::error_code& failure, std::size_t) mutable {
            if (failure) {
                done(failure, 0);
            } else {
                next_layer().expires_after(time_to_drain);
                Drain{next_layer(), std::move(done)}({}, 0);
            }
        }));
}

void Connection::read_some(std::vector<boost::asio::mutable_buffer> buffers, Transferred done) {
    std::visit([&](auto& layer) { layer.async_read_some(buffers, std::move(done)); }, stream_->layers);
}

void Connection::write_some(std::vector<boost::asio::const_buffer> buffers, Transferred done) {
    std::visit([&](auto& layer) { layer.async_write_some(buffers, std::move(done)); }, stream_->layers);
}

} // namespace avhost::face
