#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cerrno>
#include <iostream>

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace host_tests {
namespace {

enum Failing { nothing, files, folders };
std::atomic<Failing> failing{nothing};

} // namespace

int perhaps_fsync(int file) {
    struct stat status {};
    const Failing now = failing;
    if (now != nothing && ::fstat(file, &status) == 0 && S_ISDIR(status.st_mode) == (now == folders)) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fsync, file));
}

FailingFsync::FailingFsync(Fsync what) {
    failing = what == Fsync::of_files_fails ? files : folders;
}

FailingFsync::~FailingFsync() {
    failing = nothing;
}

std::optional<Refusal> refusal(const std::function<void()>& act) {
    try {
        act();
    } catch (const host::StoreError& error) {
        return Refusal{error.reason(), error.what()};
    }
    return std::nullopt;
}

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{folder}, {}));
}

int in_child(const std::function<int()>& act) {
    std::cout.flush(); // else the child may print it once more
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int status = 99; // an exception must not reach the parent's half of the stack
        try {
            status = act();
        } catch (...) {
        }
        ::_exit(status);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace host_tests

// A program's own function goes before the C library's, so the host's code in this program calls this one.
extern "C" __attribute__((visibility("default"))) int fsync(int file) {
    return host_tests::perhaps_fsync(file);
}
