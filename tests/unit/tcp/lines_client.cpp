#include "lines_client.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace {

constexpr int patience = 20'000; // ms; only a fault gets there

} // namespace

LinesClient::LinesClient(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* address = &there;
    if (::connect(socket_, static_cast<const sockaddr*>(address), sizeof there) != 0) {
        const int why = errno;
        ::close(socket_);
        throw std::system_error(why, std::generic_category(), "connect");
    }
}

LinesClient::~LinesClient() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

LinesClient::LinesClient(LinesClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1))
    , read_(std::move(other.read_)) {}

void LinesClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return; // the next read tells
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void LinesClient::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

std::string LinesClient::line(std::string_view end) {
    for (;;) {
        if (const auto at = read_.find(end); at != std::string::npos) {
            std::string line = read_.substr(0, at);
            read_.erase(0, at + end.size());
            return line;
        }
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, patience) <= 0) {
            return "(nothing came)";
        }
        char room[16384];
        const auto got = ::recv(socket_, room, sizeof room, 0);
        if (got <= 0) {
            return read_.empty() ? closed : "(closed after " + read_ + ")";
        }
        read_.append(room, static_cast<std::size_t>(got));
    }
}

std::vector<std::string> LinesClient::lines(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(line());
    }
    return all;
}

std::string LinesClient::ask(std::string_view text) {
    send(std::string{text} + '\n');
    return line();
}

std::vector<std::string> LinesClient::until(std::string_view last) {
    std::vector<std::string> all;
    do {
        all.push_back(line());
    } while (all.back() != last && !all.back().starts_with('('));
    return all;
}
