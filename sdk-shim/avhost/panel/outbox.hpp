// The lines that wait for one browser. The border between the threads that send and the panel's thread that
// writes.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace avhost::panel {

// All members may be called from any thread. No lock is held during I/O, so none is held for long.
class Outbox {
public:
    enum class Fill { open, overflowed, closed };

    // `wake` tells the panel's thread to look; called with the lock held, so it must only leave a note, and
    // never again once close() has returned.
    Outbox(std::size_t most_lines, std::size_t most_bytes, std::function<void()> wake);

    // Takes a line, or drops it when the box is closed. A line too many empties the box for good: a browser
    // that missed one line would show something that never was, so it has to start over.
    void put(std::string line);

    // The oldest line, or nothing.
    std::optional<std::string> take();

    Fill fill() const;
    void close();

private:
    const std::size_t most_lines_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::function<void()> wake_;
    std::deque<std::string> lines_;
    std::size_t bytes_ = 0;
    bool noted_ = false; // wake_ was called and nobody has looked yet
    Fill fill_ = Fill::open;
};

} // namespace avhost::panel
