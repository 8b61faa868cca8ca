#include "conversation.hpp"

#include "host/descriptor.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace fuzz {
namespace {

constexpr std::chrono::seconds patience{20};

sockaddr_in address(const std::string& literal, std::uint16_t port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    ::inet_pton(AF_INET, literal.c_str(), &made.sin_addr);
    return made;
}

[[noreturn]] void fail(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

host::Descriptor connected(const std::string& source, std::uint16_t port) {
    host::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const int one = 1;
    ::setsockopt(socket.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const auto from = address(source, 0);
    const auto to = address("127.0.0.1", port);
    const void* const from_it = &from;
    const void* const to_it = &to;
    if (::bind(socket.get(), static_cast<const sockaddr*>(from_it), sizeof from) != 0) {
        fail("bind");
    }
    if (::connect(socket.get(), static_cast<const sockaddr*>(to_it), sizeof to) != 0) {
        fail("connect");
    }
    return socket;
}

} // namespace

Heard converse(const std::string& source, std::uint16_t port, const std::vector<std::string>& pieces,
               Leave leave, std::string_view awaited) {
    const auto socket = connected(source, port);
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string said;
    Heard heard;
    std::size_t piece = 0;
    bool still_speaks = true;
    // Both ways at once: who only sends would block when the other side does the same.
    for (;;) {
        const bool may_go_on =
            piece == 0 || awaited.empty() || heard.answer.find("\r\n\r\n") != std::string::npos;
        while (said.empty() && piece < pieces.size() && may_go_on) {
            said = pieces[piece++];
        }
        if (still_speaks && said.empty() && piece == pieces.size() &&
            heard.answer.find(awaited) != std::string::npos) {
            if (leave == Leave::rudely) {
                const linger at_once{1, 0};
                ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
                return heard;
            }
            ::shutdown(socket.get(), SHUT_WR);
            still_speaks = false;
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waiting{socket.get(), static_cast<short>(POLLIN | (said.empty() ? 0 : POLLOUT)), 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
            heard.in_time = false;
            return heard;
        }
        if ((waiting.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            std::array<char, 16 * 1024> room{};
            const auto got = ::recv(socket.get(), room.data(), room.size(), MSG_DONTWAIT);
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
                return heard; // closed or reset
            }
            heard.answer.append(room.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        }
        if (still_speaks && (waiting.revents & POLLOUT) != 0 && !said.empty()) {
            const auto sent = ::send(socket.get(), said.data(), said.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno != EAGAIN && errno != EINTR) {
                said.clear(); // it does not listen any more; what it has said is still to be heard
                piece = pieces.size();
            } else if (sent > 0) {
                said.erase(0, static_cast<std::size_t>(sent));
            }
        }
    }
}

} // namespace fuzz
