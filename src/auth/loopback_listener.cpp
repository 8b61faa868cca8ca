#include "auth/loopback_listener.hpp"

#include "base/wipe.hpp"
#include "net/error.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

namespace spotify::auth {

namespace {

using net::FileDescriptor;

// Browsers open connections they may never use, so several wait side by side.
constexpr std::size_t most_connections = 16;
constexpr std::size_t longest_head = 16 * 1024;

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

// A page of a few hundred bytes fits into the buffer of a fresh socket; where it does not, the browser has gone, and
// what it came for is done all the same.
void send_page(int socket, std::string_view text) {
    [[maybe_unused]] const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    // Closing with unread input would reset the connection, and the browser might lose the page.
    ::shutdown(socket, SHUT_WR);
    std::array<char, 1024> rest{};
    while (::recv(socket, rest.data(), rest.size(), MSG_DONTWAIT) > 0) {
    }
}

enum class Head { growing, whole, gone };

// As far as it goes now.
Head read_head(int socket, std::string& head) {
    std::array<char, 4096> room{};
    for (;;) {
        const auto got = ::recv(socket, room.data(), room.size(), MSG_DONTWAIT);
        if (got <= 0) {
            return got < 0 && (errno == EAGAIN || errno == EINTR) ? Head::growing : Head::gone;
        }
        head.append(room.data(), static_cast<std::size_t>(got));
        if (head.find("\r\n\r\n") != std::string::npos || head.size() > longest_head) {
            return Head::whole;
        }
    }
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

void LoopbackListener::serve(net::Loop& loop, const std::string& path, Asked asked) {
    loop_ = &loop;
    path_ = path;
    asked_ = std::move(asked);
    watch_ = loop.watch(socket_.get(), EPOLLIN, *this);
}

void LoopbackListener::on_events(int descriptor, std::uint32_t /*events*/) {
    if (descriptor == socket_.get()) {
        accept();
        return;
    }
    for (auto& [visit, visitor] : visitors_) {
        if (visitor.socket.get() == descriptor) {
            read(visit, visitor);
            return;
        }
    }
}

void LoopbackListener::accept() {
    FileDescriptor socket{::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (socket.get() < 0) {
        return;
    }
    if (visitors_.size() == most_connections) {
        visitors_.erase(visitors_.begin()); // the one that has kept silent longest
    }
    const auto descriptor = socket.get();
    auto& visitor = visitors_.emplace(++last_visit_, Visitor{std::move(socket)}).first->second;
    visitor.watch = loop_->watch(descriptor, EPOLLIN | EPOLLRDHUP | EPOLLET, *this);
}

void LoopbackListener::read(Visit visit, Visitor& visitor) {
    if (visitor.has_asked) {
        return;
    }
    const auto state = read_head(visitor.socket.get(), visitor.head);
    if (state == Head::growing) {
        return;
    }
    auto head = std::exchange(visitor.head, {});
    const WipedAtEnd wiped(head);
    if (state == Head::gone) {
        const auto gone = visitors_.extract(visit);
        return;
    }
    visitor.has_asked = true;
    auto query = query_of(head, path_);
    if (!query) {
        reply(visit, {});
        return;
    }
    const WipedAtEnd wiped_query(*query);
    const auto asked = asked_; // this may be gone when it returns
    asked(visit, *query);
}

void LoopbackListener::reply(Visit visit, const Reply& reply) {
    const auto found = visitors_.extract(visit);
    if (!found.empty()) {
        send_page(found.mapped().socket.get(), rendered(reply));
    }
}

} // namespace spotify::auth
