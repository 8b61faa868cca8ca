// One connection while it speaks HTTP: reads requests, answers them one after another, and hands the
// connection over when a browser asks for the WebSocket. Everything on the panel's thread.
#pragma once

#include "panel/session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <cstddef>
#include <memory>
#include <optional>

namespace avhost::panel {

class HttpSession : public Session {
public:
    // `shared` outlives the session.
    HttpSession(boost::asio::ip::tcp::socket socket, Shared& shared);

    void start() { read(); }
    void shut() override;

private:
    using Request = boost::beast::http::request<boost::beast::http::empty_body>;

    std::shared_ptr<HttpSession> self() { return std::static_pointer_cast<HttpSession>(shared_from_this()); }
    void read();
    void on_head(const boost::beast::error_code& failure);
    std::optional<Answer> refusal(const Request& request) const;
    std::optional<Answer> handshake_refusal(const Request& request) const;
    void respond(Answer answer, const Request& request, bool keep_alive);
    template <typename Body>
    void write(boost::beast::http::response<Body> response, bool keep_alive);
    void finish();

    boost::beast::tcp_stream stream_;
    Shared& shared_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
    std::size_t left_to_drain_ = 0;
};

} // namespace avhost::panel
