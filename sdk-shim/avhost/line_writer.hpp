// Lines to a pipe, from any thread, without waiting for whoever reads it: the host must not stand still
// because a reader does.
#pragma once

#include "host/descriptor.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace avhost {

// Owns one thread, which the destructor joins: it writes what is queued for two seconds at most, then gives
// up.
class LineWriter {
public:
    enum class WhenFull {
        lose_lines, // and say how many: for logs
        break_off   // a gap would be a lie: for happenings
    };
    // `broken` is called once, on the writer's thread, when nothing can be written any more; may be empty.
    // `descriptor` is borrowed. `limit` is in bytes.
    LineWriter(int descriptor, std::size_t limit, WhenFull when_full, std::function<void()> broken);
    ~LineWriter();
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    // Any thread, never blocks. Adds the end of line. What comes after the break is dropped.
    void send(const std::string& line);

private:
    void run();
    bool write(std::string_view text);
    bool wait_until_writable();

    const int descriptor_;
    const std::size_t limit_;
    const WhenFull when_full_;
    const std::function<void()> broken_;
    host::Descriptor ending_signal_; // readable when the end has begun
    std::mutex mutex_;
    std::condition_variable news_;
    std::string queue_;      // guarded by mutex_
    std::size_t lost_ = 0;   // lines, guarded by mutex_
    bool ending_ = false;    // guarded by mutex_
    bool is_broken_ = false; // guarded by mutex_
    std::thread thread_;
};

} // namespace avhost
