#include "sockets.hpp"

#include "section.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace bench {

namespace {

constexpr int patience_ms = 20'000;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t bind_anywhere(int descriptor) {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(descriptor, generic, size) != 0 || getsockname(descriptor, generic, &size) != 0) {
        throw CannotMeasure("no port is to be had on 127.0.0.1");
    }
    return ntohs(address.sin_port);
}

void wait_readable(int descriptor, const char* what) {
    pollfd one{descriptor, POLLIN, 0};
    if (poll(&one, 1, patience_ms) != 1) {
        throw CannotMeasure(what);
    }
}

} // namespace

FullBacklog::FullBacklog()
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    port_ = bind_anywhere(listener_.get());
    if (listen(listener_.get(), 0) != 0) {
        throw CannotMeasure("a socket does not listen");
    }
    // One more than there is room for: that one stays on its way, and so does whoever comes after it.
    const auto address = loopback(port_);
    for (int i = 0; i < 8; ++i) {
        FileDescriptor filler(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        connect(filler.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
        pollfd one{filler.get(), POLLOUT, 0};
        const bool is_through = poll(&one, 1, 100) == 1; // on loopback there is no slower way to get through
        fillers_.push_back(std::move(filler));
        if (!is_through) {
            own_attempts_ = attempts();
            return;
        }
    }
    throw CannotMeasure("a full backlog takes connections all the same");
}

// As the kernel lists them: connections in the state SYN_SENT (02) to this port.
std::size_t FullBacklog::attempts() const {
    std::ifstream table("/proc/self/net/tcp");
    std::size_t count = 0;
    for (std::string line; std::getline(table, line);) {
        std::istringstream words(line);
        std::string number;
        std::string local;
        std::string remote;
        std::string state;
        words >> number >> local >> remote >> state;
        const auto colon = remote.find(':');
        if (state == "02" && colon != std::string::npos) {
            count += std::stoul(remote.substr(colon + 1), nullptr, 16) == port_ ? 1U : 0U;
        }
    }
    return count;
}

void FullBacklog::wait_for_attempt() const {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds{patience_ms};
    while (attempts() <= own_attempts_) {
        if (std::chrono::steady_clock::now() > limit) {
            throw CannotMeasure("nobody tries to connect");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1}); // the kernel tells nobody; one has to look
    }
}

void FullBacklog::wait_for_none() const {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds{patience_ms};
    while (attempts() > own_attempts_) {
        if (std::chrono::steady_clock::now() > limit) {
            throw CannotMeasure("a connection is tried still");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

SilentPeer::SilentPeer()
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    port_ = bind_anywhere(listener_.get());
    if (listen(listener_.get(), 16) != 0) {
        throw CannotMeasure("a socket does not listen");
    }
}

void SilentPeer::wait_for_hello() {
    wait_readable(listener_.get(), "nobody connects");
    taken_ = FileDescriptor(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    wait_readable(taken_.get(), "nobody begins a handshake");
}

DeafNameServer::DeafNameServer()
    : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    port_ = bind_anywhere(socket_.get());
}

void DeafNameServer::wait_for_query() const {
    wait_readable(socket_.get(), "no name is looked up");
}

void DeafNameServer::forget_queries() const {
    std::array<char, 512> query{};
    while (recv(socket_.get(), query.data(), query.size(), 0) > 0) {
    }
}

} // namespace bench
