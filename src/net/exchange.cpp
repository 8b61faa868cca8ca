#include "net/exchange.hpp"

#include "base/wipe.hpp"
#include "net/error.hpp"
#include "net/gzip.hpp"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

namespace spotify::net {

namespace {

bool is_clean(std::string_view text, bool spaces_allowed) {
    return std::ranges::all_of(text, [spaces_allowed](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_control = byte < 0x20U || byte == 0x7FU;
        return !is_control && ((byte > 0x20U && byte < 0x80U) || spaces_allowed);
    });
}

void require(bool condition, const char* what) {
    if (!condition) {
        throw NetError(Failure::invalid,
                       std::string{"a request with control characters in its "} + what + " was not sent");
    }
}

bool accepts_gzip(const Request& request) {
    return request.method == "GET";
}

NetError out_of_resources() {
    return {Failure::connect, "this controller is out of resources"};
}

} // namespace

std::string serialized(const Request& request, const Endpoint& endpoint) {
    require(!request.method.empty() && is_clean(request.method, false), "method");
    require(request.target.starts_with('/') && is_clean(request.target, false), "target");
    std::string text =
        request.method + " " + request.target + " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\n";
    for (const auto& [name, value] : request.headers) {
        require(!name.empty() && is_clean(name, false) && is_clean(value, true), "headers");
        text += name + ": " + value + "\r\n";
    }
    // A list or a player's state shrinks to a fifth; what answers a command is empty or short.
    if (accepts_gzip(request)) {
        text += "Accept-Encoding: gzip\r\n";
    }
    // Spotify's edge answers 411 to a command without a body that does not say so.
    if (request.method != "GET") {
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return text + "\r\n" + request.body;
}

Exchange::Exchange(Loop& loop, ConnectionPool& pool, Request request, ResponseLimits limits,
                   TimePoint deadline, Transport::Done done)
    : pool_(pool)
    , request_(std::move(request))
    , limits_(limits)
    , deadline_(deadline)
    , done_(std::move(done)) {
    try {
        text_ = serialized(request_, pool_.destination().endpoint);
        timer_ = loop.call_at(deadline_, [this] { on_deadline(); });
        pool_.want(*this, request_.is_urgent, false);
    } catch (const NetError& error) {
        timer_ = loop.call_at(Clock::now(), [this, error] { end(error); });
    }
}

Exchange::~Exchange() {
    pool_.withdraw(*this);
    if (connection_ != nullptr) { // in the middle of an exchange: nothing else may follow on it
        connection_->on_progress({});
        pool_.give_back(nullptr);
    }
    wipe(text_);
    wipe(request_.body);
    for (auto& [name, value] : request_.headers) {
        wipe(value);
    }
}

void Exchange::use(std::unique_ptr<Connection> connection, bool was_idle) {
    connection_ = std::move(connection);
    try {
        if (Clock::now() >= deadline_) {
            give_back();
            end(NetError(Failure::timeout, "it could not be sent in time"));
            return;
        }
        if (request_.may_send && !request_.may_send()) {
            give_back();
            end(NetError(Failure::withheld, "it was held back"));
            return;
        }
        may_begin_anew_ = was_idle;
        connection_->on_progress([this] { advance(); });
        connection_->send(text_, limits_);
        advance();
    } catch (const std::exception&) {
        end(out_of_resources());
    }
}

void Exchange::fail(const NetError& error) {
    end(error);
}

void Exchange::advance() {
    try {
        if (!connection_->advance()) {
            return;
        }
        auto response = connection_->take_response();
        give_back();
        decode_body(response, accepts_gzip(request_), limits_.body_bytes);
        end(std::move(response));
    } catch (const NetError& error) {
        const bool was_dead = may_begin_anew_ && error.failure() == Failure::closed;
        if (was_dead && (!error.sent() || request_.idempotent())) {
            may_begin_anew_ = false;
            connection_.reset();
            give_back();
            pool_.want(*this, request_.is_urgent, true);
        } else {
            end(error);
        }
    } catch (const std::exception&) {
        end(out_of_resources());
    }
}

void Exchange::on_deadline() {
    end(connection_ == nullptr ? pool_.late(*this)
                               : NetError(Failure::timeout, "no answer came in time", connection_->sent()));
}

void Exchange::give_back() {
    if (connection_ != nullptr) {
        connection_->on_progress({});
    }
    pool_.give_back(std::move(connection_));
}

void Exchange::end(Result result) {
    timer_ = {};
    const auto done = std::move(done_);
    done(std::move(result)); // this may be gone
}

} // namespace spotify::net
