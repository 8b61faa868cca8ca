#include "process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test {
namespace {

using Clock = std::chrono::steady_clock;

// How often the end of a program is looked for; waitpid has no time limit of its own.
constexpr milliseconds reap_interval{5};
constexpr milliseconds patience_after_sigterm{2000};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> environment_with(const std::vector<std::pair<std::string, std::string>>& added) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        const bool replaced = std::any_of(added.begin(), added.end(), [&](const auto& pair) {
            return text.compare(0, pair.first.size() + 1, pair.first + '=') == 0;
        });
        if (!replaced)
            result.push_back(text);
    }
    for (const auto& [name, value] : added)
        result.push_back(name + '=' + value);
    return result;
}

// The file actions and attributes of one posix_spawn.
class SpawnPlan {
public:
    SpawnPlan() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        // A test may have changed these for itself; the program is to start with the usual ones.
        sigset_t all;
        sigfillset(&all);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    ~SpawnPlan() {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&actions_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    void connect(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
    void change_directory(const std::string& path) {
        posix_spawn_file_actions_addchdir_np(&actions_, path.c_str());
    }
    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

} // namespace

Process::Descriptor& Process::Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

void Process::Descriptor::reset() {
    if (number_ >= 0)
        close(std::exchange(number_, -1));
}

Process::Pipe Process::make_pipe() {
    // A socket pair, so that writing to a program that has ended is an error and not a SIGPIPE for the whole
    // suite.
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Process::Process(const std::vector<std::string>& arguments, const Options& options) {
    if (arguments.empty())
        throw std::runtime_error("a program to start must be named");
    Pipe input = make_pipe();
    Pipe output = make_pipe();
    Pipe errors = make_pipe();
    SpawnPlan plan;
    plan.connect(input.read_end.get(), STDIN_FILENO);
    plan.connect(output.write_end.get(), STDOUT_FILENO);
    plan.connect(errors.write_end.get(), STDERR_FILENO);
    if (!options.working_directory.empty())
        plan.change_directory(options.working_directory);
    std::vector<std::string> argument_texts = arguments;
    std::vector<std::string> environment_texts = environment_with(options.environment);
    const int failure = posix_spawnp(&pid_, arguments[0].c_str(), plan.actions(), plan.attributes(),
                                     pointers(argument_texts).data(), pointers(environment_texts).data());
    if (failure != 0)
        throw std::runtime_error("cannot start " + arguments[0] + ": " + std::strerror(failure));
    input_ = std::move(input.write_end);
    output_ = std::move(output.read_end);
    errors_ = std::move(errors.read_end);
}

Process::~Process() {
    close_stdin();
    if (!try_reap()) {
        send_signal(SIGTERM);
        if (!wait(patience_after_sigterm)) {
            send_signal(SIGKILL);
            int ignored = 0;
            while (waitpid(pid_, &ignored, 0) < 0 && errno == EINTR) {
            }
        }
    }
}

std::optional<std::string> Process::take_line(bool at_end) {
    const std::size_t end = output_text_.find('\n');
    if (end == std::string::npos && (!at_end || output_text_.empty()))
        return std::nullopt;
    std::string line = output_text_.substr(0, end);
    output_text_.erase(0, end == std::string::npos ? end : end + 1);
    return line;
}

std::optional<std::string> Process::read_line(milliseconds time) {
    pump([this] { return output_text_.find('\n') != std::string::npos; }, Clock::now() + time);
    return take_line(output_.get() < 0);
}

std::optional<std::string> Process::wait_for_line(const std::function<bool(const std::string&)>& pleases,
                                                  milliseconds time) {
    const Deadline deadline = Clock::now() + time;
    for (;;) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
        auto line = read_line(std::max(left, milliseconds(0)));
        if (!line || pleases(*line))
            return line;
    }
}

std::string Process::error_text() {
    pump([] { return false; }, Clock::now());
    return error_text_;
}

bool Process::wait_for_error_text(const std::string& text, milliseconds time) {
    const auto there = [&] { return error_text_.find(text) != std::string::npos; };
    pump(there, Clock::now() + time);
    return there();
}

bool Process::write_line(const std::string& line) {
    const std::string bytes = line + '\n';
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t count = ::send(input_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

void Process::close_stdin() {
    input_.reset();
}

void Process::send_signal(int number) {
    // Once reaped, the number may belong to somebody else's process.
    if (!ended_)
        kill(pid_, number);
}

std::optional<Ended> Process::wait(milliseconds time) {
    const Deadline deadline = Clock::now() + time;
    while (!try_reap() && Clock::now() < deadline)
        // Output is taken up meanwhile, or the program might wait for us in turn.
        pump([this] { return try_reap(); }, std::min(deadline, Clock::now() + reap_interval));
    return ended_;
}

bool Process::try_reap() {
    if (ended_)
        return true;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_)
        return false;
    ended_.emplace();
    if (WIFEXITED(status))
        ended_->status = WEXITSTATUS(status);
    else
        ended_->signal = WTERMSIG(status);
    return true;
}

bool Process::take_up(Descriptor& from, std::string& into) {
    std::array<char, 16384> bytes{};
    const ssize_t count = recv(from.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count > 0)
        into.append(bytes.data(), static_cast<std::size_t>(count));
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
        from.reset();
    return count > 0;
}

void Process::pump(const std::function<bool()>& done, Deadline deadline) {
    while (!done()) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
        std::array<pollfd, 2> watched{{{output_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}}};
        if (output_.get() < 0 && errors_.get() < 0) {
            std::this_thread::sleep_for(std::clamp(left, milliseconds(0), reap_interval));
            return;
        }
        const int ready =
            poll(watched.data(), watched.size(), static_cast<int>(std::max<long>(left.count(), 0)));
        if (ready < 0 && errno != EINTR)
            throw std::runtime_error(std::string("cannot wait for a program's output: ") +
                                     std::strerror(errno));
        bool took = false;
        if (ready > 0 && watched[0].revents != 0)
            took |= take_up(output_, output_text_);
        if (ready > 0 && watched[1].revents != 0)
            took |= take_up(errors_, error_text_);
        if (!took && left <= milliseconds(0))
            return;
    }
}

} // namespace test
