// Reads HTTP requests from a stream, encrypted or not.
#pragma once

#include "asio.hpp"
#include "http_message.hpp"

#include <memory>
#include <optional>

namespace sim {

struct Incoming {
    HttpRequest request;
    bool keep_alive = false;
};

// Nothing when the peer went away or did not speak HTTP. `buffer` keeps what came behind the request.
template <class Stream>
net::awaitable<std::optional<Incoming>> read_request(Stream& stream, beast::flat_buffer& buffer) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(1024 * 1024);
    parser.header_limit(64 * 1024); // /login carries a whole consent link, escaped twice
    Error error;
    co_await http::async_read(stream, buffer, parser, net::redirect_error(net::use_awaitable, error));
    if (error)
        co_return std::nullopt;
    const auto& message = parser.get();
    Incoming incoming;
    incoming.request = request_for(std::string(message.method_string()), std::string(message.target()));
    for (const auto& field : message)
        incoming.request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    incoming.request.body = message.body();
    incoming.request.says_its_length = message.has_content_length() || message.chunked();
    incoming.keep_alive = message.keep_alive();
    co_return incoming;
}

} // namespace sim
