// A program on a terminal, as a person has it in front of them. One thread uses an object of this class.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace host_tests {

class PseudoTerminal {
public:
    // Starts the program with the terminal as its stdin, stdout, stderr and controlling terminal. Throws
    // std::runtime_error.
    explicit PseudoTerminal(const std::vector<std::string>& arguments);
    // SIGKILL when it still runs; reaps it.
    ~PseudoTerminal();
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;

    // Writes all of it, as fast as the other side takes it; takes up what is shown meanwhile. False when it
    // is not taken in time.
    bool type(const std::string& keys, std::chrono::milliseconds time);

    // Reads until `text` has been shown; false when it is not in time.
    bool shows(const std::string& text, std::chrono::milliseconds time);

    // All that was shown so far, echoes included.
    const std::string& screen() const { return screen_; }

    // Exit status; nothing when it does not end in time or ends by a signal.
    std::optional<int> status(std::chrono::milliseconds time);

    // Whether the terminal is in its usual mode: lines are edited, and what is typed is shown.
    bool is_usual() const;

private:
    bool take_up(std::chrono::steady_clock::time_point until, bool also_writable);

    int master_ = -1;
    int slave_ = -1; // ours, so that the terminal lives on after the program
    pid_t pid_ = -1;
    std::string screen_;
};

} // namespace host_tests
