// An HTTP request and its answer, as values.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotify::net {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Header = std::pair<std::string, std::string>;

struct Request {
    std::string method; // "GET", "PUT", ...
    std::string target; // path and query, as it goes on the wire
    std::vector<Header>
        headers; // besides Host, Accept-Encoding and Content-Length, which the exchange adds itself
    std::string body;
    // Asked right before the first byte leaves, after a connection was had, which may take a while: an answer
    // to somebody else may have forbidden it meanwhile. Empty: always.
    std::function<bool()> may_send = {};
    // A person waits for it: it goes before all that is not urgent, and some connections are kept for such.
    bool is_urgent = false;
    // What may be sent a second time when a kept-alive connection turns out to be dead: reading, never a
    // command.
    bool idempotent() const { return method == "GET"; }
};

struct Response {
    int status = 0;
    std::vector<Header> headers; // names in lower case
    std::string body;
    TimePoint sent_at{};     // when the last byte of the request was handed to the kernel
    TimePoint received_at{}; // when the first byte of the answer was there

    // The first header of that name (lower case), or null.
    const std::string* header(std::string_view name) const;
    bool operator==(const Response&) const = default;
    bool ok() const { return status >= 200 && status <= 299; }
};

inline const std::string* Response::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) {
            return &value;
        }
    }
    return nullptr;
}

} // namespace spotify::net
