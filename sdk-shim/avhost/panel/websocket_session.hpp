// One browser on the WebSocket: carries lines between it and its peer, keeps the connection alive, and gives
// it up when the browser is silent, hostile or too slow. Everything on the panel's thread but what the Mailbox
// takes in.
#pragma once

#include "door/allowance.hpp"
#include "face/connection.hpp"
#include "host/peers/mailbox.hpp"
#include "panel/session.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility> // before Asio 1.74, which forgets it

#include <memory>
#include <string>

namespace avhost::panel {

class WebSocketSession : public Session {
public:
    using Request = boost::beast::http::request<boost::beast::http::empty_body>;

    // `shared` outlives the session.
    WebSocketSession(face::Connection connection, Shared& shared, Visitor visitor);
    ~WebSocketSession() override;

    // Answers the handshake, whose Host and Origin have been looked at already.
    void start(Request request);
    void shut() override;

private:
    std::shared_ptr<WebSocketSession> self() {
        return std::static_pointer_cast<WebSocketSession>(shared_from_this());
    }
    void on_open();
    void read();
    void on_message(const boost::beast::error_code& failure);
    void pump();
    void part(boost::beast::websocket::close_code code, const std::string& reason);
    void count();
    void leave();

    Shared& shared_;
    const std::string name_; // address and port of the browser, for the log
    const Visitor visitor_;
    boost::beast::websocket::stream<face::Connection> socket_;
    boost::asio::steady_timer grace_;
    door::Allowance lines_; // of the browser's
    boost::asio::steady_timer pace_;
    Request request_; // alive until the handshake is answered
    boost::beast::flat_buffer incoming_;
    std::string outgoing_; // the line that is being written
    bool writing_ = false;
    bool parting_ = false;
    std::shared_ptr<host::Mailbox> mailbox_;
    std::unique_ptr<PanelPeer> peer_;
};

} // namespace avhost::panel
