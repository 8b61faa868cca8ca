#include "check/child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace check {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds grace{2000};

int left_until(Clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    return left < 0 ? 0 : static_cast<int>(left) + 1;
}

} // namespace

std::string text_of(const Ending& ending) {
    return ending.by_signal ? "it was ended by signal " + std::to_string(ending.number) + " (" +
                                  ::strsignal(ending.number) + ")"
                            : "it ended with status " + std::to_string(ending.number);
}

Child::Child(const std::vector<std::string>& words, Group group, const std::string& errors)
    : group_(group) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe is to be had");
    }
    output_ = Descriptor{ends[0]};
    const Descriptor write_end{ends[1]};
    std::vector<char*> arguments;
    for (const auto& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, write_end.get(), 1);
    posix_spawn_file_actions_addopen(&actions, 2, errors.empty() ? "/dev/null" : errors.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawnattr_t attributes{};
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes,
        static_cast<short>(POSIX_SPAWN_SETSIGMASK | (group == Group::own ? POSIX_SPAWN_SETPGROUP : 0)));
    const int fault =
        ::posix_spawnp(&pid_, arguments.front(), &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (fault != 0) {
        pid_ = -1;
        throw std::runtime_error(words.front() + " cannot be started: " + std::strerror(fault));
    }
}

Child::Child(const std::function<int()>& work, const std::string& errors)
    : group_(Group::own) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe is to be had");
    }
    output_ = Descriptor{ends[0]};
    const Descriptor write_end{ends[1]};
    std::cout.flush(); // or the copy says it again
    pid_ = ::fork();
    if (pid_ == 0) {
        ::setpgid(0, 0);
        const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        const int sayings = ::open(errors.empty() ? "/dev/null" : errors.c_str(),
                                   O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        ::dup2(nothing, 0);
        ::dup2(write_end.get(), 1);
        ::dup2(sayings, 2);
        ::close(nothing);
        ::close(sayings);
        ::close(write_end.get());
        ::close(output_.get());
        std::exit(work()); // NOLINT: there is one thread
    }
    if (pid_ < 0) {
        throw std::runtime_error(std::string{"no process is to be had: "} + std::strerror(errno));
    }
    ::setpgid(pid_, pid_); // whoever of the two comes first
}

Child::~Child() {
    send(SIGTERM);
    if (!wait(grace)) {
        kill_now();
    }
    if (group_ == Group::own) {
        ::kill(-pid_, SIGKILL); // what it left behind
    }
}

void Child::send(int signal) {
    if (pid_ > 0 && !ended_) {
        ::kill(group_ == Group::own ? -pid_ : pid_, signal);
    }
}

void Child::kill_now() {
    send(SIGKILL);
    wait(grace);
}

Child::Read Child::read_more(Clock::time_point until) {
    pollfd one{output_.get(), POLLIN, 0};
    if (::poll(&one, 1, left_until(until)) <= 0) {
        return Clock::now() < until ? Read::some : Read::late; // interrupted counts as nothing new
    }
    std::array<char, 4096> room{};
    const auto count = ::read(output_.get(), room.data(), room.size());
    if (count <= 0) {
        return Read::end;
    }
    text_.append(room.data(), static_cast<std::size_t>(count));
    return Read::some;
}

bool Child::at_end() {
    return read_more(Clock::now()) == Read::end;
}

std::optional<std::string> Child::read_line(std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    for (;;) {
        if (const auto end = text_.find('\n'); end != std::string::npos) {
            auto line = text_.substr(0, end);
            text_.erase(0, end + 1);
            return line;
        }
        if (read_more(until) != Read::some) {
            return std::nullopt;
        }
    }
}

std::optional<Ending> Child::wait(std::chrono::milliseconds time) {
    const auto until = Clock::now() + time;
    while (!ended_ && pid_ > 0) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            ended_ =
                WIFSIGNALED(status) ? Ending{true, WTERMSIG(status)} : Ending{false, WEXITSTATUS(status)};
        } else if (Clock::now() >= until) {
            break;
        } else {
            std::this_thread::sleep_for(
                std::chrono::milliseconds{2}); // there is nothing to wait on with a limit
        }
    }
    return ended_;
}

} // namespace check
