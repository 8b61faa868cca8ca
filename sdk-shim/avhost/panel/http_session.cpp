#include "panel/http_session.hpp"

#include "host/core/access.hpp"
#include "panel/login.hpp"
#include "panel/own_name.hpp"
#include "panel/pending_document.hpp"
#include "panel/security_headers.hpp"
#include "panel/shown_key.hpp"
#include "panel/websocket_session.hpp"

#include <boost/asio/post.hpp>
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

#include <openssl/crypto.h>

namespace avhost::panel {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

namespace {

// How much of an unwanted body is read and thrown away, so that the refusal gets through before the
// connection is closed; a close with unread bytes would make the other side forget the answer.
constexpr std::size_t most_to_drain = 256 * 1024;
constexpr std::chrono::seconds time_to_drain{2};

constexpr std::uint64_t largest_form = 4096; // bytes

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

template <typename Request>
std::string_view path_of(const Request& request) {
    const std::string_view target = view(request.target());
    return target.substr(0, target.find('?'));
}

std::string address_of(const beast::tcp_stream& stream) {
    beast::error_code failure;
    const auto there = stream.socket().remote_endpoint(failure);
    return failure ? std::string{"an unknown address"} : there.address().to_string();
}

unsigned status_of(const beast::error_code& failure) {
    if (failure == http::error::header_limit || failure == http::error::buffer_overflow) {
        return 431;
    }
    return 400;
}

} // namespace

HttpSession::HttpSession(tcp::socket socket, Shared& shared)
    : Session(shared.requests, shared.presence)
    , stream_(std::move(socket), shared.tls.get())
    , shared_(shared)
    , address_(address_of(stream_.next_layer()))
    , buffer_(shared.limits.header_bytes)
    , waiting_(stream_.get_executor()) {}

HttpSession::~HttpSession() {
    if (document_) {
        document_->forget();
    }
}

void HttpSession::start() {
    stream_.next_layer().expires_after(shared_.limits.request_time);
    stream_.async_handshake(
        face::Transferred::of([me = self()](const beast::error_code& failure, std::size_t plain_bytes) {
            if (failure) {
                me->shut(); // no TLS, or none that both sides know
                return;
            }
            if (plain_bytes > 0) { // refused, once it is known what was asked for
                const char begin = me->stream_.plain_begin();
                me->buffer_.commit(
                    boost::asio::buffer_copy(me->buffer_.prepare(1), boost::asio::buffer(&begin, 1)));
            }
            me->read();
        }));
}

void HttpSession::shut() {
    // Not tcp_stream::close(): the operations in progress end with an error either way, and this also works
    // twice.
    beast::error_code ignored;
    stream_.next_layer().socket().close(ignored);
    stream_.next_layer().cancel();
    waiting_.cancel();
}

void HttpSession::read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes));
    stream_.next_layer().expires_after(shared_.limits.request_time);
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
                    {});
        } else {
            shut(); // closed, reset, or too slow
        }
        return;
    }
    const Reply last{request.method() == http::verb::head, false};
    if (auto refused = refusal(request)) {
        respond(std::move(*refused), last);
        return;
    }
    const auto path = path_of(request);
    if (request.method() == http::verb::post) {
        post(request, path);
        return;
    }
    const Reply reply{last.is_head, request.keep_alive()};
    try {
        if (Answers::is_public(path)) {
            respond(shared_.answers.to(path), reply);
            return;
        }
        const auto key =
            shown_key(view(request[http::field::authorization]), view(request[http::field::cookie]));
        const auto entry = shared_.gate->enter(address_, key, std::chrono::steady_clock::now());
        shared_.counters.wrong_keys = shared_.gate->wrong_keys();
        if (entry.wait) {
            respond(too_many(*entry.wait), last);
        } else if (!entry.visitor) {
            respond(shared_.answers.unknown(path), reply);
        } else {
            serve(request, path, *entry.visitor, reply);
        }
    } catch (const std::exception& problem) {
        shared_.log(dp::LogLevel::error, std::string{"A page could not be served: "} + problem.what());
        respond(sentence(500, "The panel could not make this page."), last);
    }
}

bool HttpSession::is_for_us(const Request& request) const {
    beast::error_code failure;
    const auto here = stream_.next_layer().socket().local_endpoint(failure);
    return !failure && is_own_host(view(request[http::field::host]), here.address().to_string(), here.port(),
                                   shared_.scheme(), shared_.names);
}

// What goes for every path.
std::optional<Answer> HttpSession::refusal(const Request& request) const {
    if (shared_.tls && !stream_.is_secure()) {
        const auto host = is_for_us(request) ? std::string{view(request[http::field::host])} : "";
        return sentence(400, "This port speaks HTTPS only. Please open https://" +
                                 (host.empty() ? "ADDRESS:PORT/" : host + '/') + " in place of http://.");
    }
    const auto path = path_of(request);
    const bool is_form = path == "/login" || path == "/logout";
    const bool is_read = request.method() == http::verb::get || request.method() == http::verb::head;
    if (is_form ? request.method() != http::verb::post : !is_read) {
        auto refused =
            sentence(405, is_form ? "This address takes POST only." : "The panel answers GET and HEAD only.");
        refused.headers.push_back({"Allow", is_form ? "POST" : "GET, HEAD"});
        return refused;
    }
    if (request.chunked() || (path != "/login" && !parser_->is_done())) {
        return sentence(413, "The panel takes no request with such a body.");
    }
    if (request.count(http::field::host) != 1) {
        return sentence(400, "A request needs exactly one Host.");
    }
    if (!is_for_us(request)) {
        return sentence(403, "The panel answers only under the address it listens at, or as localhost.");
    }
    return std::nullopt;
}

bool HttpSession::is_from_own_page(const Request& request) const {
    return request.count(http::field::origin) == 1 &&
           is_same_origin(view(request[http::field::origin]), view(request[http::field::host]),
                          shared_.scheme());
}

std::optional<Answer> HttpSession::handshake_refusal(const Request& request) const {
    if (!beast::websocket::is_upgrade(request)) {
        auto refused = sentence(426, "This address speaks WebSocket only.");
        refused.headers.push_back({"Upgrade", "websocket"});
        return refused;
    }
    if (!is_from_own_page(request)) {
        return sentence(403, "Only pages that the panel itself served may connect here.");
    }
    if (buffer_.size() != 0) { // they would be lost with the buffer; RFC 6455, 4.1, has a client wait
        return sentence(400, "A browser waits for the answer before it speaks as a WebSocket.");
    }
    if (shared_.browsers.size() >= shared_.limits.clients) {
        shared_.log(dp::LogLevel::warning,
                    "A browser was turned away: " + std::to_string(shared_.limits.clients) +
                        " are connected to the panel already.");
        return sentence(503, "As many browsers are connected as the panel takes.");
    }
    return std::nullopt;
}

// ---- Logging in and out

void HttpSession::post(const Request& request, std::string_view path) {
    if (!is_from_own_page(request)) {
        respond(sentence(403, "Only pages that the panel itself served may do this."), {});
    } else if (path == "/logout") {
        respond(log_out(stream_.is_secure()), {false, request.keep_alive()});
    } else if (!view(request[http::field::content_type]).starts_with("application/x-www-form-urlencoded")) {
        respond(sentence(415, "A form was expected, as application/x-www-form-urlencoded."), {});
    } else if (parser_->content_length().value_or(0) > largest_form) {
        respond(sentence(413, "No access key is that long."), {});
    } else {
        read_login();
    }
}

void HttpSession::read_login() {
    form_.emplace(std::move(*parser_));
    http::async_read(stream_, buffer_, *form_, [me = self()](const beast::error_code& failure, std::size_t) {
        if (failure) {
            me->shut();
        } else {
            auto form = me->form_->release();
            me->form_.reset();
            auto answer = log_in(*me->shared_.gate, me->address_, form.body(), me->stream_.is_secure(),
                                 std::chrono::steady_clock::now());
            ::OPENSSL_cleanse(form.body().data(), form.body().size());
            me->shared_.counters.wrong_keys = me->shared_.gate->wrong_keys();
            me->respond(std::move(answer), {false, form.keep_alive()});
        }
    });
}

// ---- For those who may come in

void HttpSession::serve(const Request& request, std::string_view path, const Visitor& visitor, Reply reply) {
    const auto source = std::find_if(shared_.documents.begin(), shared_.documents.end(),
                                     [&](const auto& one) { return one.path == path; });
    const bool is_document = source != shared_.documents.end();
    const auto needed = is_document                    ? source->role
                        : Answers::is_for_set_up(path) ? host::Role::set_up
                                                       : host::Role::operate;
    if (!host::Access{visitor.role}.may(needed)) {
        respond(
            sentence(403, "This is for those who set the system up; this access key is to operate it only."),
            reply);
    } else if (path == "/ws") {
        if (auto refused = handshake_refusal(request)) {
            respond(std::move(*refused), {reply.is_head, false});
            return;
        }
        std::make_shared<WebSocketSession>(std::move(stream_), shared_, visitor)->start(parser_->release());
    } else if (is_document) {
        make(*source, reply);
    } else {
        respond(shared_.answers.to(view(request.target())), reply);
    }
}

// The timer keeps the session alive meanwhile.
void HttpSession::make(const DocumentSource& source, Reply reply) {
    stream_.next_layer().expires_never();
    std::weak_ptr<HttpSession> weak = self();
    document_ = std::make_shared<PendingDocument>(
        [weak, reply, executor = stream_.get_executor()](Document document) {
            boost::asio::post(executor, [weak, reply, document = std::move(document)]() mutable {
                const auto me = weak.lock();
                if (me && me->document_ && me->stream_.next_layer().socket().is_open()) {
                    me->document_.reset();
                    me->waiting_.cancel();
                    Answer answer{200, document.type, std::move(document.text)};
                    answer.headers.push_back({"Cache-Control", "no-store"});
                    if (!document.file_name.empty()) {
                        answer.headers.push_back(
                            {"Content-Disposition", "attachment; filename=\"" + document.file_name + '"'});
                    }
                    me->respond(std::move(answer), reply);
                }
            });
        });
    waiting_.expires_after(shared_.limits.document_time);
    waiting_.async_wait([me = self(), reply](const beast::error_code& canceled) {
        if (!canceled && me->document_) {
            me->document_->forget();
            me->document_.reset();
            me->respond(sentence(503, "This took too long to put together. Please try again."), reply);
        }
    });
    source.make(shared_.counts(), [document = document_](Document made) { document->give(std::move(made)); });
}

// ---- The answer

void HttpSession::respond(Answer answer, Reply reply) {
    stream_.next_layer().expires_after(shared_.limits.request_time);
    const auto prepare = [&](auto& response) {
        response.result(answer.status);
        response.version(11);
        if (!answer.type.empty()) {
            response.set(http::field::content_type,
                         beast::string_view{answer.type.data(), answer.type.size()});
        }
        response.set(http::field::cache_control, "no-cache");
        set_security_headers(response, shared_.is_on_loopback);
        for (const auto& [name, value] : answer.headers) {
            response.set(beast::string_view{name.data(), name.size()}, value);
        }
        response.keep_alive(reply.keep_alive);
    };
    if (answer.type.empty()) { // 204
        http::response<http::empty_body> response;
        prepare(response);
        write(std::move(response), reply.keep_alive);
    } else if (reply.is_head) {
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
        write(std::move(response), reply.keep_alive);
    } else if (auto* file = std::get_if<PageFile>(&answer.body)) {
        http::response<http::file_body> response;
        prepare(response);
        beast::error_code failure;
        response.body().reset(std::move(file->file), failure);
        if (failure) {
            shared_.log(dp::LogLevel::warning, "A page could not be read: " + failure.message() + ".");
            respond(sentence(500, "The panel could not read this page."), {});
            return;
        }
        response.prepare_payload();
        write(std::move(response), reply.keep_alive);
    } else if (auto* text = std::get_if<std::string>(&answer.body)) {
        http::response<http::string_body> response;
        prepare(response);
        response.body() = std::move(*text);
        response.prepare_payload();
        write(std::move(response), reply.keep_alive);
    } else {
        const auto lasting = std::get<std::string_view>(answer.body);
        http::response<http::span_body<const char>> response;
        prepare(response);
        response.body() = beast::span<const char>{lasting.data(), lasting.size()};
        response.prepare_payload();
        write(std::move(response), reply.keep_alive);
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
                              me->stream_.next_layer().expires_after(time_to_drain);
                              me->stream_.async_end_sending(
                                  face::Transferred::of([me](const beast::error_code&, std::size_t) {
                                      me->left_to_drain_ = most_to_drain;
                                      me->finish();
                                  }));
                          }
                      });
}

// Reads to the end of what the other side still sends, within bounds.
void HttpSession::finish() {
    buffer_.clear();
    auto room = buffer_.prepare(std::min<std::size_t>(4096, buffer_.max_size()));
    // Under TLS what comes after the good-bye is of no use to anybody: the bytes, not what they mean.
    stream_.next_layer().async_read_some(room,
                                         [me = self()](const beast::error_code& failure, std::size_t bytes) {
                                             if (failure || bytes >= me->left_to_drain_) {
                                                 me->shut();
                                                 return;
                                             }
                                             me->left_to_drain_ -= bytes;
                                             me->finish();
                                         });
}

} // namespace avhost::panel
