// A child process that goes from system call to system call under our eyes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace contract {

// One thread uses it, the one that made it. Only the child's first thread is watched.
class Tracee {
public:
    // Stopped at its first instruction. Throws std::runtime_error.
    explicit Tracee(const std::vector<std::string>& arguments);
    ~Tracee();
    Tracee(const Tracee&) = delete;
    Tracee& operator=(const Tracee&) = delete;

    static bool is_allowed();

    struct Step {
        int signal = 0; // that the child is about to get; then the rest says nothing. It never gets it
        bool is_exit = false;
        long number = 0;  // SYS_...
        long result = -1; // of an exit
    };
    // To the next entry into or exit from a system call, or the next signal; nothing when the child has
    // ended.
    std::optional<Step> step();

    // False when the child ends before.
    bool go_on_to_signal(int number);

    // SIGKILL, and waits for the end.
    void kill();

private:
    pid_t pid_ = -1;    // -1: has ended
    long entered_ = -1; // the system call the child is in
};

} // namespace contract
