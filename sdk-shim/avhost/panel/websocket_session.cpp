#include "panel/websocket_session.hpp"

#include "host/lines.hpp"
#include "panel/security_headers.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket/error.hpp>

#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

namespace avhost::panel {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

constexpr int send_buffer = 64 * 1024; // bytes; the system takes about twice as much

// How long a browser that is being sent away may take to hear why.
constexpr std::chrono::seconds parting_time{2};

std::string name_of(const beast::tcp_stream& stream, const Visitor& visitor) {
    const std::string key = visitor.name.empty() ? "" : " (\"" + visitor.name + "\")";
    beast::error_code failure;
    const auto there = stream.socket().remote_endpoint(failure);
    return failure ? "an unknown address" + key
                   : there.address().to_string() + ':' + std::to_string(there.port()) + key;
}

// Runs what the host handed in; gives back why it failed, or nothing.
template <typename Body>
std::string trouble_of(Body&& body) {
    try {
        std::forward<Body>(body)();
        return {};
    } catch (const std::exception& problem) {
        return std::string{"it failed: "} + problem.what();
    } catch (...) {
        return "it failed for an unknown reason";
    }
}

// A page is closed in many ways, and a tablet falls asleep: only what no browser does is worth a warning.
dp::LogLevel level_of(const beast::error_code& failure) {
    const bool is_fault = failure == websocket::condition::protocol_violation ||
                          failure == websocket::error::message_too_big ||
                          failure == websocket::error::buffer_overflow;
    return is_fault ? dp::LogLevel::warning : dp::LogLevel::debug;
}

} // namespace

WebSocketSession::WebSocketSession(face::Connection connection, Shared& shared, Visitor visitor)
    : Session(shared.browsers, shared.presence)
    , shared_(shared)
    , name_(name_of(connection.next_layer(), visitor))
    , visitor_(std::move(visitor))
    , socket_(std::move(connection))
    , grace_(socket_.get_executor())
    , lines_(shared.limits.lines_at_once, shared.limits.line_earned_by)
    , pace_(socket_.get_executor()) {
    shared_.counters.browsers = shared_.browsers.size();
}

WebSocketSession::~WebSocketSession() {
    leave();
    shared_.counters.browsers = shared_.browsers.size() - 1; // it leaves the group after this
}

void WebSocketSession::start(Request request) {
    request_ = std::move(request);
    beast::get_lowest_layer(socket_).expires_never(); // the WebSocket keeps its own time
    websocket::stream_base::timeout times{};
    times.handshake_timeout = shared_.limits.request_time;
    times.idle_timeout = shared_.limits.idle_time;
    times.keep_alive_pings = true;
    socket_.set_option(times);
    socket_.read_message_max(shared_.limits.frame_bytes);
    socket_.text(true);
    // What the system holds for a slow browser is old and cannot be folded any more: not much of it.
    beast::error_code ignored;
    beast::get_lowest_layer(socket_).socket().set_option(
        boost::asio::socket_base::send_buffer_size(send_buffer), ignored);
    socket_.set_option(websocket::stream_base::decorator(
        [on_loopback = shared_.is_on_loopback](websocket::response_type& response) {
            set_security_headers(response, on_loopback);
        }));
    socket_.async_accept(request_, [me = self()](const beast::error_code& failure) {
        if (failure) {
            me->shut();
        } else {
            me->on_open();
        }
    });
}

void WebSocketSession::shut() {
    leave();
    beast::error_code ignored;
    beast::get_lowest_layer(socket_).socket().close(ignored);
    beast::get_lowest_layer(socket_).cancel();
    grace_.cancel();
    pace_.cancel();
}

void WebSocketSession::on_open() {
    if (!beast::get_lowest_layer(socket_).socket().is_open()) {
        return; // shut while the handshake was being answered
    }
    request_ = {};
    std::weak_ptr<WebSocketSession> weak = self();
    mailbox_ = std::make_shared<host::Mailbox>(
        host::Mailbox::Limits{shared_.limits.waiting_lines, shared_.limits.waiting_bytes},
        [weak, executor = socket_.get_executor()] {
            boost::asio::post(executor, [weak] {
                if (const auto me = weak.lock()) {
                    me->pump();
                }
            });
        });
    const std::string trouble = trouble_of([&] {
        peer_ = shared_.connect(Send{[box = mailbox_](Outgoing outgoing) { box->put(std::move(outgoing)); }},
                                visitor_);
    });
    if (!trouble.empty()) {
        shared_.log(dp::LogLevel::error,
                    "The host could not take the browser at " + name_ + " in: " + trouble + ".");
        part(websocket::close_code::internal_error, "the host could not take this browser in");
    } else if (!peer_) {
        part(websocket::close_code::try_again_later, "the host takes no browser now");
    } else {
        shared_.log(dp::LogLevel::debug, "The browser at " + name_ + " has connected.");
    }
    read();
}

// A browser that says too much is listened to more slowly; what it has not got rid of waits at its end.
void WebSocketSession::read() {
    if (const auto wait = lines_.wait(std::chrono::steady_clock::now()); wait && !parting_) {
        pace_.expires_after(*wait);
        pace_.async_wait([me = self()](const beast::error_code& canceled) {
            if (!canceled) {
                me->read();
            }
        });
        return;
    }
    incoming_.clear();
    socket_.async_read(
        incoming_, [me = self()](const beast::error_code& failure, std::size_t) { me->on_message(failure); });
}

void WebSocketSession::on_message(const beast::error_code& failure) {
    if (failure) {
        if (peer_) {
            shared_.log(level_of(failure),
                        "The browser at " + name_ + " has gone: " + failure.message() + ".");
        }
        shut();
        return;
    }
    if (peer_) { // else parting, or shut while this line was on its way
        if (!socket_.got_text()) {
            part(websocket::close_code::unknown_data, "text frames only");
        } else {
            const auto data = incoming_.cdata();
            const std::string_view line{static_cast<const char*>(data.data()), data.size()};
            const std::string trouble = trouble_of([&] { peer_->on_line(line); });
            if (!trouble.empty()) {
                shared_.log(dp::LogLevel::error, "A line of the browser at " + name_ +
                                                     " could not be worked on, " + trouble + ".");
                part(websocket::close_code::internal_error, "the host failed on this line");
            }
        }
    }
    lines_.take(std::chrono::steady_clock::now());
    read(); // also when parting: the answer to the close comes this way
}

void WebSocketSession::pump() {
    if (parting_ || !mailbox_) {
        return;
    }
    count();
    if (mailbox_->fill() == host::Mailbox::Fill::overflowed) {
        ++shared_.counters.dropped_browsers;
        shared_.log(dp::LogLevel::warning,
                    "The browser at " + name_ + " was dropped because it does not keep up.");
        part(websocket::close_code::try_again_later, "too slow");
        return;
    }
    if (writing_) {
        return;
    }
    auto outgoing = mailbox_->take();
    if (!outgoing) {
        return;
    }
    const auto* const happening = std::get_if<host::Happening>(&*outgoing);
    outgoing_ =
        happening != nullptr ? host::write_line(*happening) : std::move(std::get<std::string>(*outgoing));
    writing_ = true;
    ++shared_.counters.sent_lines;
    socket_.async_write(boost::asio::buffer(outgoing_),
                        [me = self()](const beast::error_code& failure, std::size_t) {
                            me->writing_ = false;
                            if (failure) {
                                me->shut();
                            } else {
                                me->pump();
                            }
                        });
}

// Says good-bye with a reason; a browser that does not listen loses the connection when its time is up.
void WebSocketSession::part(websocket::close_code code, const std::string& reason) {
    if (parting_) {
        return;
    }
    parting_ = true;
    leave();
    grace_.expires_after(parting_time);
    grace_.async_wait([me = self()](const beast::error_code& canceled) {
        if (!canceled) {
            me->shut();
        }
    });
    socket_.async_close({code, reason}, [me = self()](const beast::error_code&) { me->shut(); });
}

void WebSocketSession::count() {
    const auto counts = mailbox_->counts();
    shared_.counters.folded_batches += counts.folded;
    shared_.counters.dropped_lines += counts.dropped;
}

// The end for the host: nothing is sent any more and the peer is told by its destruction.
void WebSocketSession::leave() {
    if (mailbox_) {
        mailbox_->close();
    }
    peer_.reset();
}

} // namespace avhost::panel
