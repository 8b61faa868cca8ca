#include "line_writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <optional>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace avhost {
namespace {

constexpr int patience_at_end = 2000; // ms without a byte taken

} // namespace

LineWriter::LineWriter(int descriptor, std::size_t limit, WhenFull when_full, std::function<void()> broken)
    : descriptor_{descriptor}
    , limit_{limit}
    , when_full_{when_full}
    , broken_{std::move(broken)}
    , ending_signal_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)}
    , thread_{[this] { run(); }} {}

LineWriter::~LineWriter() {
    {
        const std::lock_guard guard{mutex_};
        ending_ = true;
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written =
        ::write(ending_signal_.get(), &one, sizeof one); // cannot fail below 2^64 - 1
    news_.notify_one();
    thread_.join();
}

void LineWriter::send(const std::string& line) {
    const std::lock_guard guard{mutex_};
    if (is_broken_) {
        return;
    }
    if (queue_.size() + line.size() >= limit_) {
        if (when_full_ == WhenFull::lose_lines) {
            ++lost_;
        } else {
            is_broken_ = true;
        }
    } else {
        if (lost_ > 0) {
            queue_ += "(" + std::to_string(std::exchange(lost_, 0)) + " lines were lost here)\n";
        }
        queue_ += line;
        queue_ += '\n';
    }
    news_.notify_one();
}

void LineWriter::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        news_.wait(lock, [this] { return ending_ || is_broken_ || !queue_.empty(); });
        if (is_broken_ || queue_.empty()) {
            break;
        }
        const std::string text = std::exchange(queue_, {});
        lock.unlock();
        const bool written = write(text);
        lock.lock();
        is_broken_ = is_broken_ || !written;
    }
    const bool tell = is_broken_ && broken_;
    lock.unlock();
    if (tell) {
        broken_();
    }
}

// A pipe that poll() calls writable takes PIPE_BUF bytes without blocking.
bool LineWriter::write(std::string_view text) {
    while (!text.empty()) {
        if (!wait_until_writable()) {
            return false;
        }
        const ssize_t written =
            ::write(descriptor_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (written < 0 && errno != EINTR && errno != EAGAIN) {
            return false; // EPIPE, most often: SIGPIPE is ignored
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return true;
}

bool LineWriter::wait_until_writable() {
    for (bool ending = false;;) {
        std::array<pollfd, 2> waiting{
            {{descriptor_, POLLOUT, 0}, {ending ? -1 : ending_signal_.get(), POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), ending ? patience_at_end : -1);
        if (waiting[0].revents != 0) {
            return true; // or in error, which write() will say
        }
        if (ready == 0) {
            return false;
        }
        ending = ending || waiting[1].revents != 0;
    }
}

} // namespace avhost
