#include "pseudo_terminal.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace host_tests {

using Clock = std::chrono::steady_clock;

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& arguments) {
    if (::openpty(&master_, &slave_, nullptr, nullptr, nullptr) != 0) {
        throw std::runtime_error{"there is no pseudo terminal to be had"};
    }
    ::fcntl(master_, F_SETFL, O_NONBLOCK);
    ::fcntl(master_, F_SETFD, FD_CLOEXEC);
    std::vector<char*> words;
    for (const auto& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str())); // execv() does not change them
    }
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::setsid();
        ::ioctl(slave_, TIOCSCTTY, 0);
        for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            ::dup2(slave_, number);
        }
        ::close(slave_);
        ::execv(words.front(), words.data());
        ::_exit(127);
    }
    if (pid_ < 0) {
        throw std::runtime_error{"no process can be started"};
    }
}

PseudoTerminal::~PseudoTerminal() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(slave_);
    ::close(master_);
}

// Waits until there is something to read, which it takes, or, if asked, until there is room to write. False
// when the time is over.
bool PseudoTerminal::take_up(Clock::time_point until, bool also_writable) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{master_, static_cast<short>(also_writable ? POLLIN | POLLOUT : POLLIN), 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) {
        return false;
    }
    std::array<char, 4096> room{};
    const ssize_t got = ::read(master_, room.data(), room.size());
    if (got > 0) {
        screen_.append(room.data(), static_cast<std::size_t>(got));
    }
    return true;
}

bool PseudoTerminal::type(const std::string& keys, std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    std::size_t written = 0;
    while (written < keys.size()) {
        const ssize_t put = ::write(master_, keys.data() + written, keys.size() - written);
        if (put > 0) {
            written += static_cast<std::size_t>(put);
        } else if (!take_up(until, true)) {
            return false;
        }
    }
    return true;
}

bool PseudoTerminal::shows(const std::string& text, std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    while (screen_.find(text) == std::string::npos) {
        if (!take_up(until, false)) {
            return false;
        }
    }
    return true;
}

std::optional<int> PseudoTerminal::status(std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (Clock::now() >= until) {
            return std::nullopt;
        }
        take_up(std::min(until, Clock::now() + std::chrono::milliseconds{20}), false);
    }
    pid_ = -1;
    while (take_up(Clock::now() + std::chrono::milliseconds{1}, false)) { // what was shown last
    }
    return WIFEXITED(status) ? std::optional{WEXITSTATUS(status)} : std::nullopt;
}

bool PseudoTerminal::is_usual() const {
    termios now{};
    return ::tcgetattr(slave_, &now) == 0 && (now.c_lflag & ICANON) != 0 && (now.c_lflag & ECHO) != 0;
}

} // namespace host_tests
