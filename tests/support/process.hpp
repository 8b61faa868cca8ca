// A program that a test starts, talks to by lines, and always ends. One thread uses an object of this class;
// it starts no threads itself: output is taken up while a function here waits.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace test {

using std::chrono::milliseconds;

// How a program ended: one of the two is set.
struct Ended {
    std::optional<int> status; // of exit()
    std::optional<int> signal; // that killed it
};

class Process {
public:
    struct Options {
        std::vector<std::pair<std::string, std::string>> environment; // added to ours
        std::string working_directory;                                // empty: ours
    };

    // `arguments[0]` is the program, looked up in PATH when it has no slash. Throws std::runtime_error.
    explicit Process(const std::vector<std::string>& arguments)
        : Process(arguments, Options{}) {}
    Process(const std::vector<std::string>& arguments, const Options& options);

    // SIGTERM, then SIGKILL when it does not end within two seconds. Reaps it in any case.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return pid_; }

    // The next line of stdout without its end; nothing when none comes in time or stdout is at its end.
    std::optional<std::string> read_line(milliseconds time);

    // Reads lines until one pleases; nothing when none does in time. The lines before are gone.
    std::optional<std::string> wait_for_line(const std::function<bool(const std::string&)>& pleases,
                                             milliseconds time);

    // What came on stderr so far.
    std::string error_text();
    // Waits until stderr holds `text`.
    bool wait_for_error_text(const std::string& text, milliseconds time);

    // Adds the end of line. False when the program does not take input any more.
    bool write_line(const std::string& line);
    void close_stdin();

    void send_signal(int number);

    // Nothing when it still runs after this time.
    std::optional<Ended> wait(milliseconds time);

private:
    // Owns a descriptor.
    class Descriptor {
    public:
        explicit Descriptor(int number = -1)
            : number_(number) {}
        ~Descriptor() { reset(); }
        Descriptor(Descriptor&& other) noexcept
            : number_(std::exchange(other.number_, -1)) {}
        Descriptor& operator=(Descriptor&& other) noexcept;
        int get() const { return number_; }
        void reset();

    private:
        int number_;
    };
    struct Pipe {
        Descriptor read_end;
        Descriptor write_end;
    };
    static Pipe make_pipe();

    using Deadline = std::chrono::steady_clock::time_point;
    std::optional<std::string> take_line(bool at_end);
    // Takes up output until `done` or the deadline, or until both outputs are at their end.
    void pump(const std::function<bool()>& done, Deadline deadline);
    static bool take_up(Descriptor& from, std::string& into);
    bool try_reap();

    pid_t pid_ = -1;
    Descriptor input_;
    Descriptor output_;
    Descriptor errors_;
    std::string output_text_; // not yet read as lines
    std::string error_text_;
    std::optional<Ended> ended_;
};

} // namespace test
