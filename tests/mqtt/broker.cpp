#include "broker.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mqtt_tests {
namespace {

constexpr std::chrono::seconds patience{20};
constexpr int most_attempts = 20; // somebody may take the port between our look and the broker's

// Mosquitto takes no port 0, so one that is free right now.
std::uint16_t free_port() {
    const int number = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const bool found = ::bind(number, generic, size) == 0 && ::getsockname(number, generic, &size) == 0;
    ::close(number);
    if (!found) {
        throw std::runtime_error{"no port is to be had on 127.0.0.1"};
    }
    return ntohs(address.sin_port);
}

} // namespace

Broker::Broker(Options options)
    : options_{std::move(options)} {
    for (int i = 0; i < most_attempts; ++i) {
        port_ = free_port();
        if (try_start()) {
            return;
        }
    }
    throw std::runtime_error{"mosquitto does not start: " + process_->error_text()};
}

bool Broker::try_start() {
    std::string text = "listener " + std::to_string(port_) + " 127.0.0.1\n" + options_.listener;
    if (options_.listener.find("allow_anonymous") == std::string::npos) {
        text += "allow_anonymous true\n";
    }
    // The user it runs as: it is started by root where tests run in a container, and reads our folder.
    text += "user root\nlog_dest stderr\nlog_type error\nlog_type warning\nlog_type information\n"
            "connection_messages false\nset_tcp_nodelay true\n";
    if (options_.persists) {
        text += "persistence true\npersistence_location " + folder_.path().string() +
                "/\nautosave_on_changes true\nautosave_interval 1\n";
    }
    process_ = std::make_unique<test::Process>(
        std::vector<std::string>{MOSQUITTO_PROGRAM, "-c", folder_.write("broker.conf", text).string()});
    return process_->wait_for_error_text(" running", patience) &&
           !process_->wait(std::chrono::milliseconds{0});
}

void Broker::kill() {
    process_->send_signal(SIGKILL);
    if (!process_->wait(patience)) {
        throw std::runtime_error{"mosquitto does not end"};
    }
}

// Whoever wants to connect to it at the very moment may have got the port for his own end.
void Broker::start() {
    for (int i = 0; i < most_attempts; ++i) {
        if (try_start()) {
            return;
        }
    }
    throw std::runtime_error{"mosquitto does not start again: " + process_->error_text()};
}

} // namespace mqtt_tests
