#include "tracee.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace contract {

namespace {

template <typename Address, typename Data>
long trace(__ptrace_request request, pid_t pid, Address address, Data data) {
    return ::ptrace(request, pid, address, data);
}

} // namespace

bool Tracee::is_allowed() {
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::_exit(trace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
    }
    int status = 0;
    return pid > 0 && ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Tracee::Tracee(const std::vector<std::string>& arguments) {
    std::vector<char*> words;
    for (const auto& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str()));
    }
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) {
        throw std::runtime_error("no process to be had");
    }
    if (pid_ == 0) {
        // Nothing of a sanitizer's own at the end: it would want to trace as well.
        ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
        if (trace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) {
            ::execv(words.front(), words.data());
        }
        ::_exit(127);
    }
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_ || !WIFSTOPPED(status) ||
        trace(PTRACE_SETOPTIONS, pid_, nullptr,
              reinterpret_cast<void*>(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) != 0) {
        kill();
        throw std::runtime_error("the child cannot be traced");
    }
}

Tracee::~Tracee() {
    kill();
}

std::optional<Tracee::Step> Tracee::step() {
    int status = 0;
    if (pid_ < 0 || trace(PTRACE_SYSCALL, pid_, nullptr, nullptr) != 0 ||
        ::waitpid(pid_, &status, 0) != pid_) {
        return std::nullopt;
    }
    if (!WIFSTOPPED(status)) {
        pid_ = -1;
        return std::nullopt;
    }
    Step step;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
        step.signal = WSTOPSIG(status);
        return step;
    }
    __ptrace_syscall_info info{};
    if (trace(PTRACE_GET_SYSCALL_INFO, pid_, reinterpret_cast<void*>(sizeof info), &info) <= 0) {
        throw std::runtime_error("the system does not tell which call it is");
    }
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        entered_ = static_cast<long>(info.entry.nr);
    } else {
        step.is_exit = true;
        step.result = info.exit.is_error != 0 ? -1 : static_cast<long>(info.exit.rval);
    }
    step.number = entered_;
    return step;
}

bool Tracee::go_on_to_signal(int number) {
    for (;;) {
        const auto next = step();
        if (!next) {
            return false;
        }
        if (next->signal == number) {
            return true;
        }
    }
}

void Tracee::kill() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
}

} // namespace contract
