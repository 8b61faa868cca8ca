#include "panel/http_session.hpp"

#include "panel/own_name.hpp"
#include "panel/websocket_session.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace avhost::panel {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

namespace {

// Scripts and styles from this port only, pictures also from the web: artwork comes as a URL.
constexpr const char* content_security_policy = "default-src 'self'; img-src 'self' https: data:; object-src "
                                                "'none'; base-uri 'none'; form-action 'none'; "
                                                "frame-ancestors 'none'";

// How much of an unwanted body is read and thrown away, so that the refusal gets through before the
// connection is closed; a close with unread bytes would make the other side forget the answer.
constexpr std::size_t most_to_drain = 256 * 1024;
constexpr std::chrono::seconds time_to_drain{2};

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

template <typename Request>
std::string_view path_of(const Request& request) {
    const std::string_view target = view(request.target());
    return target.substr(0, target.find('?'));
}

unsigned status_of(const beast::error_code& failure) {
    if (failure == http::error::header_limit || failure == http::error::buffer_overflow) {
        return 431;
    }
    return 400;
}

} // namespace

HttpSession::HttpSession(tcp::socket socket, Shared& shared)
    : Session(shared.requests)
    , stream_(std::move(socket))
    , shared_(shared)
    , buffer_(shared.limits.header_bytes) {}

void HttpSession::shut() {
    // Not tcp_stream::close(): the operations in progress end with an error either way, and this also works
    // twice.
    beast::error_code ignored;
    stream_.socket().close(ignored);
    stream_.cancel();
}

void HttpSession::read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
    stream_.expires_after(shared_.limits.request_time);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [me = self()](const beast::error_code& failure, std::size_t) { me->on_head(failure); });
}

void HttpSession::on_head(const beast::error_code& failure) {
    const Request& request = parser_->get();
    if (failure) {
        const bool worth_an_answer =
            failure.category() == make_error_code(http::error::bad_target).category() &&
            failure != http::error::end_of_stream && failure != http::error::partial_message;
        if (worth_an_answer) {
            respond(sentence(status_of(failure), "This request is not HTTP as the panel understands it."),
                    Request{}, false);
        } else {
            shut(); // closed, reset, or too slow
        }
        return;
    }
    if (auto refused = refusal(request)) {
        respond(std::move(*refused), request, false);
        return;
    }
    if (path_of(request) == "/ws") {
        if (auto refused = handshake_refusal(request)) {
            respond(std::move(*refused), request, false);
            return;
        }
        std::make_shared<WebSocketSession>(std::move(stream_), shared_)->start(parser_->release());
        return;
    }
    try {
        respond(shared_.answers.to(view(request.target())), request, request.keep_alive());
    } catch (const std::exception& problem) {
        shared_.log(dp::LogLevel::error, std::string{"A page could not be served: "} + problem.what());
        respond(sentence(500, "The panel could not make this page."), request, false);
    }
}

// What goes for every path.
std::optional<Answer> HttpSession::refusal(const Request& request) const {
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        return sentence(405, "The panel answers GET and HEAD only.");
    }
    if (request.chunked() || !parser_->is_done()) {
        return sentence(413, "The panel takes no request with a body.");
    }
    beast::error_code failure;
    const auto here = stream_.socket().local_endpoint(failure);
    if (failure || request.count(http::field::host) != 1) {
        return sentence(400, "A request needs exactly one Host.");
    }
    if (!is_own_host(view(request[http::field::host]), here.address().to_string(), here.port())) {
        return sentence(403, "The panel answers only under the address it listens at, or as localhost.");
    }
    return std::nullopt;
}

std::optional<Answer> HttpSession::handshake_refusal(const Request& request) const {
    if (!beast::websocket::is_upgrade(request)) {
        return sentence(426, "This address speaks WebSocket only.");
    }
    if (request.count(http::field::origin) != 1 ||
        !is_same_origin(view(request[http::field::origin]), view(request[http::field::host]))) {
        return sentence(403, "Only pages that the panel itself served may connect here.");
    }
    if (shared_.browsers.size() >= shared_.limits.clients) {
        shared_.log(dp::LogLevel::warning,
                    "A browser was turned away: " + std::to_string(shared_.limits.clients) +
                        " are connected to the panel already.");
        return sentence(503, "As many browsers are connected as the panel takes.");
    }
    return std::nullopt;
}

void HttpSession::respond(Answer answer, const Request& request, bool keep_alive) {
    const auto prepare = [&](auto& response) {
        response.result(answer.status);
        response.version(11);
        response.set(http::field::content_type, beast::string_view{answer.type.data(), answer.type.size()});
        response.set(http::field::cache_control, "no-cache");
        response.set("Content-Security-Policy", content_security_policy);
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Referrer-Policy", "no-referrer");
        if (answer.status == 405) {
            response.set(http::field::allow, "GET, HEAD");
        } else if (answer.status == 426) {
            response.set(http::field::upgrade, "websocket");
        }
        response.keep_alive(keep_alive);
    };
    if (request.method() == http::verb::head) {
        std::uint64_t bytes = 0;
        if (const auto* file = std::get_if<PageFile>(&answer.body)) {
            bytes = file->bytes;
        } else if (const auto* text = std::get_if<std::string>(&answer.body)) {
            bytes = text->size();
        } else {
            bytes = std::get<std::string_view>(answer.body).size();
        }
        http::response<http::empty_body> response;
        prepare(response);
        response.content_length(bytes);
        write(std::move(response), keep_alive);
    } else if (auto* file = std::get_if<PageFile>(&answer.body)) {
        http::response<http::file_body> response;
        prepare(response);
        beast::error_code failure;
        response.body().reset(std::move(file->file), failure);
        if (failure) {
            shared_.log(dp::LogLevel::warning, "A page could not be read: " + failure.message() + ".");
            respond(sentence(500, "The panel could not read this page."), request, false);
            return;
        }
        response.prepare_payload();
        write(std::move(response), keep_alive);
    } else if (auto* text = std::get_if<std::string>(&answer.body)) {
        http::response<http::string_body> response;
        prepare(response);
        response.body() = std::move(*text);
        response.prepare_payload();
        write(std::move(response), keep_alive);
    } else {
        const auto lasting = std::get<std::string_view>(answer.body);
        http::response<http::span_body<const char>> response;
        prepare(response);
        response.body() = beast::span<const char>{lasting.data(), lasting.size()};
        response.prepare_payload();
        write(std::move(response), keep_alive);
    }
}

template <typename Body>
void HttpSession::write(http::response<Body> response, bool keep_alive) {
    auto kept = std::make_shared<http::response<Body>>(std::move(response));
    http::async_write(stream_, *kept,
                      [me = self(), kept, keep_alive](const beast::error_code& failure, std::size_t) {
                          if (failure) {
                              me->shut();
                          } else if (keep_alive) {
                              me->read();
                          } else {
                              beast::error_code ignored;
                              me->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
                              me->left_to_drain_ = most_to_drain;
                              me->stream_.expires_after(time_to_drain);
                              me->finish();
                          }
                      });
}

// Reads to the end of what the other side still sends, within bounds.
void HttpSession::finish() {
    buffer_.clear();
    auto room = buffer_.prepare(std::min<std::size_t>(4096, buffer_.max_size()));
    stream_.async_read_some(room, [me = self()](const beast::error_code& failure, std::size_t bytes) {
        if (failure || bytes >= me->left_to_drain_) {
            me->shut();
            return;
        }
        me->left_to_drain_ -= bytes;
        me->finish();
    });
}

} // namespace avhost::panel
