#include "auth/loopback_listener.hpp"

#include "base/wipe.hpp"
#include "net/error.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <vector>

namespace spotify::auth {

namespace {

using net::Clock;
using net::Failure;
using net::FileDescriptor;
using net::NetError;
using net::TimePoint;

// Browsers open connections they may never use, so several wait side by side.
constexpr std::size_t most_connections = 16;
constexpr std::size_t longest_head = 16 * 1024;
constexpr std::chrono::seconds writing_limit{2};

struct Visitor {
    FileDescriptor socket;
    std::string head;
};

std::string escaped(const std::string& text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
        case '&':
            html += "&amp;";
            break;
        case '<':
            html += "&lt;";
            break;
        case '>':
            html += "&gt;";
            break;
        case '"':
            html += "&quot;";
            break;
        default:
            html.push_back(c);
        }
    }
    return html;
}

// Nothing in it comes from elsewhere, and nothing of the address that led here is passed on.
std::string rendered(const LoopbackListener::Reply& page) {
    const std::string body =
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>" +
        escaped(page.title) +
        "</title><style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;"
        "max-width:34rem;margin:18vh auto 0;padding:0 1.5rem}</style></head><body><main><h1>" +
        escaped(page.title) + "</h1><p>" + escaped(page.text) + "</p></main></body></html>";
    return std::string{"HTTP/1.1 "} + (page.is_final ? "200 OK" : "404 Not Found") +
           "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: "
           "nosniff\r\n"
           "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors "
           "'none'\r\n"
           "Connection: close\r\n\r\n" +
           body;
}

void send_all(int socket, std::string_view text) {
    const auto deadline = Clock::now() + writing_limit;
    while (!text.empty()) {
        const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd writable{socket, POLLOUT, 0};
        if ((sent < 0 && errno != EAGAIN && errno != EINTR) || left <= 0 ||
            ::poll(&writable, 1, static_cast<int>(left)) < 0) {
            return; // the browser has gone; what it came for is done all the same
        }
    }
    // Closing with unread input would reset the connection, and the browser might lose the page.
    ::shutdown(socket, SHUT_WR);
    std::array<char, 1024> rest{};
    while (::recv(socket, rest.data(), rest.size(), MSG_DONTWAIT) > 0) {
    }
}

// True when the head is whole, or too long to go on.
bool read_head(Visitor& visitor, bool& gone) {
    std::array<char, 4096> room{};
    const auto got = ::recv(visitor.socket.get(), room.data(), room.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        gone = true;
        return false;
    }
    if (got > 0) {
        visitor.head.append(room.data(), static_cast<std::size_t>(got));
    }
    return visitor.head.find("\r\n\r\n") != std::string::npos || visitor.head.size() > longest_head;
}

// The query of "GET PATH?QUERY HTTP/1.1"; nothing for any other request.
std::optional<std::string> query_of(const std::string& head, const std::string& path) {
    const std::string_view line = std::string_view{head}.substr(0, head.find("\r\n"));
    if (!line.starts_with("GET ")) {
        return std::nullopt;
    }
    const auto target = line.substr(4, line.find(' ', 4) - 4);
    const auto question = target.find('?');
    if (target.substr(0, question) != path || question == std::string_view::npos) {
        return std::nullopt;
    }
    return std::string{target.substr(question + 1)};
}

} // namespace

LoopbackListener::LoopbackListener(const net::Endpoint& at) {
    sockaddr_storage address{};
    socklen_t length = 0;
    auto* four = reinterpret_cast<sockaddr_in*>(&address);
    auto* six = reinterpret_cast<sockaddr_in6*>(&address);
    if (inet_pton(AF_INET, at.host.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(at.port);
        length = sizeof *four;
    } else if (inet_pton(AF_INET6, at.host.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(at.port);
        length = sizeof *six;
    }
    if (length == 0 || !at.is_loopback()) {
        throw ListenError("only a loopback address can be listened on");
    }
    socket_ = FileDescriptor{::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const int yes = 1;
    // A connection of the sign-in before may linger on the port.
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (socket_.get() < 0 || ::bind(socket_.get(), generic, length) != 0 ||
        ::listen(socket_.get(), static_cast<int>(most_connections)) != 0 ||
        ::getsockname(socket_.get(), generic, &length) != 0) {
        throw ListenError("port " + std::to_string(at.port) +
                          " of this machine is in use by another program or may not be used");
    }
    port_ = ntohs(address.ss_family == AF_INET ? four->sin_port : six->sin6_port);
}

void LoopbackListener::serve(const std::string& path, TimePoint deadline, const net::Cancel& canceled,
                             const Answer& answer) {
    const net::CancelWatch cancel(canceled);
    std::vector<Visitor> visitors;
    for (;;) {
        if (cancel.canceled()) {
            throw NetError(Failure::canceled, "the wait for a browser was ended");
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) {
            throw NetError(Failure::timeout, "no browser came in time");
        }
        std::vector<pollfd> watched{{cancel.descriptor(), POLLIN, 0}, {socket_.get(), POLLIN, 0}};
        for (const auto& visitor : visitors) {
            watched.push_back({visitor.socket.get(), POLLIN, 0});
        }
        if (::poll(watched.data(), watched.size(), static_cast<int>(std::min<long long>(left, 60'000))) <=
            0) {
            continue;
        }
        for (std::size_t i = visitors.size(); i-- > 0;) {
            bool gone = false;
            if (watched[i + 2].revents == 0 || (!read_head(visitors[i], gone) && !gone)) {
                continue;
            }
            auto visitor = std::move(visitors[i]);
            visitors.erase(visitors.begin() + static_cast<std::ptrdiff_t>(i));
            const WipedAtEnd wiped(visitor.head);
            if (gone) {
                continue;
            }
            auto query = query_of(visitor.head, path);
            const Reply reply = query ? answer(*query) : Reply{};
            if (query) {
                wipe(*query);
            }
            send_all(visitor.socket.get(), rendered(reply));
            if (reply.is_final) {
                return;
            }
        }
        if ((watched[1].revents & POLLIN) != 0) {
            FileDescriptor socket{::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
            if (socket.get() >= 0) {
                if (visitors.size() == most_connections) {
                    visitors.erase(visitors.begin()); // the one that has kept silent longest
                }
                visitors.push_back({std::move(socket), {}});
            }
        }
    }
}

} // namespace spotify::auth
