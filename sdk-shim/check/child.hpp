// A process that this one started, and ends. Not thread-safe.
#pragma once

#include "host/descriptor.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace check {

using host::Descriptor;

struct Ending {
    bool by_signal = false;
    int number = 0; // exit status, or the signal
};

// "it ended with status 3", "it was ended by signal 11 (Segmentation fault)"
std::string text_of(const Ending& ending);

class Child {
public:
    enum class Group { own, ours };

    // Its stdout can be read here; stderr goes to `errors`, a file, or nowhere when that is empty. Throws
    // std::runtime_error.
    Child(const std::vector<std::string>& words, Group group, const std::string& errors);
    // A copy of this process, in a group of its own, that ends with exit(work()). This process has one thread
    // only: others would be missing in the copy, with whatever they had locked.
    Child(const std::function<int()>& work, const std::string& errors);
    // SIGTERM, and SIGKILL when that does nothing for two seconds; to its whole group where it has one.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // The next line; nothing when none comes in time or its output is at its end.
    std::optional<std::string> read_line(std::chrono::milliseconds time);
    std::optional<Ending> wait(std::chrono::milliseconds time); // nothing: it still runs
    void kill_now();

    // For who waits for several: what it prints, which can be read when this descriptor can.
    int output() const { return output_.get(); }
    bool at_end(); // takes in what can be read now; whether that was the last
    const std::string& text() const { return text_; } // what was taken in

private:
    enum class Read { some, end, late };
    Read read_more(std::chrono::steady_clock::time_point until);
    void send(int signal);

    pid_t pid_ = -1;
    Group group_;
    Descriptor output_;
    std::string text_;
    std::optional<Ending> ended_;
};

} // namespace check
