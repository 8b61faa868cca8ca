#include "raw_client.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

RawClient::RawClient(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
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

RawClient::~RawClient() {
    ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

std::string RawClient::read_until(std::string_view mark) {
    std::string text;
    char c = 0;
    while ((mark.empty() || !text.ends_with(mark)) && ::recv(socket_, &c, 1, 0) == 1) {
        text += c;
    }
    return text;
}

std::string exchange(std::uint16_t port, const std::string& request) {
    RawClient client(port);
    client.send(request);
    return client.read_all();
}

std::string own_host(std::uint16_t port) {
    return "127.0.0.1:" + std::to_string(port);
}

std::string get(std::uint16_t port, const std::string& target, const std::string& extra) {
    return ::exchange(port, "GET " + target + " HTTP/1.1\r\nHost: " + own_host(port) +
                              "\r\nConnection: close\r\n" + extra + "\r\n");
}

std::string handshake(const std::string& host, const std::string& origin) {
    return "GET /ws HTTP/1.1\r\nHost: " + host +
           "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           (origin.empty() ? "" : "Origin: " + origin + "\r\n") + "\r\n";
}
