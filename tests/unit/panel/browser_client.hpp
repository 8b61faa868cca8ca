// A browser on /ws as far as the protocol goes: blocking, one thread.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <cstdint>
#include <string>

class BrowserClient {
public:
    // `cookie` is the value of that header, empty: none is sent. `receive_buffer` in bytes, 0: the system's.
    explicit BrowserClient(std::uint16_t port, const std::string& cookie = {}, int receive_buffer = 0)
        : socket_(loop_) {
        namespace websocket = boost::beast::websocket;
        const std::string host = "127.0.0.1:" + std::to_string(port);
        socket_.next_layer().open(boost::asio::ip::tcp::v4());
        if (receive_buffer > 0) {
            socket_.next_layer().set_option(boost::asio::socket_base::receive_buffer_size(receive_buffer));
        }
        socket_.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
        socket_.set_option(
            websocket::stream_base::decorator([host, cookie](websocket::request_type& request) {
                request.set(boost::beast::http::field::origin, "http://" + host);
                if (!cookie.empty()) {
                    request.set(boost::beast::http::field::cookie, cookie);
                }
            }));
        socket_.handshake(host, "/ws");
    }

    void send(const std::string& line, bool text = true) {
        socket_.text(text);
        socket_.write(boost::asio::buffer(line));
    }

    // Throws boost::system::system_error when the other side has gone.
    std::string read() {
        boost::beast::flat_buffer buffer;
        socket_.read(buffer);
        return boost::beast::buffers_to_string(buffer.data());
    }

    // Reads until the panel closes; the code of its close frame, 0 when it went without one.
    unsigned close_code() {
        boost::system::error_code failure;
        while (!failure) {
            boost::beast::flat_buffer buffer;
            socket_.read(buffer, failure);
        }
        return failure == boost::beast::websocket::error::closed ? socket_.reason().code : 0U;
    }

    boost::beast::websocket::stream<boost::asio::ip::tcp::socket>& socket() { return socket_; }

private:
    boost::asio::io_context loop_;
    boost::beast::websocket::stream<boost::asio::ip::tcp::socket> socket_;
};
