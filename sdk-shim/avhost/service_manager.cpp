#include "service_manager.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace avhost {
namespace {

std::string variable(const char* name) {
    const char* const value = std::getenv(name); // before any thread
    return value == nullptr ? "" : value;
}

std::optional<std::uint64_t> number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

// Line ends would begin another assignment.
std::string one_line(std::string_view text) {
    std::string line{text};
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line;
}

// How long silence may be from now on; it counts as a sign of life, too.
std::string patience(std::optional<std::chrono::microseconds> silence) {
    return silence ? "\nWATCHDOG_USEC=" + std::to_string(silence->count()) : std::string{};
}

} // namespace

ServiceManager::ServiceManager(const std::string& socket, std::optional<std::chrono::microseconds> watchdog)
    : watchdog_{watchdog} {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.empty() || (socket.front() != '/' && socket.front() != '@') ||
        socket.size() >= sizeof address.sun_path) {
        return;
    }
    std::memcpy(address.sun_path, socket.data(), socket.size());
    if (socket.front() == '@') {
        address.sun_path[0] = '\0';
    }
    host::Descriptor opened{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket.size());
    if (opened.is_open() &&
        ::connect(opened.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0) {
        socket_ = std::move(opened);
    }
}

ServiceManager ServiceManager::from_environment() {
    const std::string socket = variable("NOTIFY_SOCKET");
    const auto pid = number(variable("WATCHDOG_PID"));
    const auto limit = number(variable("WATCHDOG_USEC"));
    const bool is_ours = !pid || *pid == static_cast<std::uint64_t>(::getpid());
    ::unsetenv("NOTIFY_SOCKET");
    std::optional<std::chrono::microseconds> watchdog;
    if (limit && *limit > 0 && is_ours) {
        watchdog = std::chrono::microseconds{static_cast<std::int64_t>(*limit)};
    }
    return {socket, watchdog};
}

std::optional<std::chrono::milliseconds> ServiceManager::heartbeat() const {
    if (!watchdog_ || !socket_.is_open()) {
        return std::nullopt;
    }
    return std::max(std::chrono::milliseconds{1},
                    std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog_ / 2));
}

void ServiceManager::ready(std::string_view status) const {
    send("READY=1\nSTATUS=" + one_line(status) + patience(watchdog_));
}

void ServiceManager::reloading(std::chrono::seconds most) const {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto usec = static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec) + "\nSTATUS=reads the site file again" +
         patience(watchdog_ ? std::optional{*watchdog_ + most} : watchdog_));
}

void ServiceManager::stopping() const {
    send("STOPPING=1\nSTATUS=stops the devices");
}

void ServiceManager::alive() const {
    send("WATCHDOG=1");
}

void ServiceManager::status(std::string_view sentence) const {
    send("STATUS=" + one_line(sentence));
}

void ServiceManager::send(const std::string& text) const {
    if (socket_.is_open()) {
        [[maybe_unused]] const auto sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    }
}

} // namespace avhost
