// One connection while it speaks HTTP: reads requests, answers them one after another, and hands the
// connection over when a browser asks for the WebSocket. Everything on the panel's thread.
#pragma once

#include "face/connection.hpp"
#include "panel/session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace avhost::panel {

class PendingDocument;

class HttpSession : public Session {
public:
    // `shared` outlives the session.
    HttpSession(boost::asio::ip::tcp::socket socket, Shared& shared);
    ~HttpSession() override;

    void start();
    void shut() override;

private:
    using Request = boost::beast::http::request<boost::beast::http::empty_body>;
    // Of the request that is being answered, which may have become a WebSocket's meanwhile.
    struct Reply {
        bool is_head = false;
        bool keep_alive = false;
    };

    std::shared_ptr<HttpSession> self() { return std::static_pointer_cast<HttpSession>(shared_from_this()); }
    void read();
    void on_head(const boost::beast::error_code& failure);
    bool is_for_us(const Request& request) const;
    std::optional<Answer> refusal(const Request& request) const;
    std::optional<Answer> handshake_refusal(const Request& request) const;
    bool is_from_own_page(const Request& request) const;
    void post(const Request& request, std::string_view path);
    void read_login();
    void serve(const Request& request, std::string_view path, const Visitor& visitor, Reply reply);
    void make(const DocumentSource& source, Reply reply);
    void respond(Answer answer, Reply reply);
    template <typename Body>
    void write(boost::beast::http::response<Body> response, bool keep_alive);
    void finish();

    face::Connection stream_;
    Shared& shared_;
    const std::string address_; // of the other side, an IP literal
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> form_;
    boost::asio::steady_timer waiting_; // for a document
    std::shared_ptr<PendingDocument> document_;
    std::size_t left_to_drain_ = 0;
};

} // namespace avhost::panel
