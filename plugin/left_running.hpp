// What a host leaves running when its process ends without stop(): ended before what it stands on has gone.
#pragma once

#include <functional>

namespace plugin {

// While an object of this class lives, `end` is called when the process exits, the youngest object's first:
// before OpenSSL cleans up after itself, which would pull its tables from under the loop in the middle of an
// exchange. (A static object of the library's own would come too late for that, and a thread that nobody ends crashes
// the host every tenth time.) In a copy of the process that fork() made nothing is called: it has none of the threads, and a
// wait for them would have no end. The one list of these is, beside the engine, the plugin's only global; it is
// empty whenever there is no instance.
class LeftRunning {
public:
    // `end` must not throw and returns within deinit()'s bound. Called on the thread that exits, at most once, and
    // not any more when the destructor has returned. Neither constructor nor destructor is called with a lock held
    // that `end` takes.
    // `settle`, if given, is called likewise when the `end` of all objects has been.
    explicit LeftRunning(std::function<void()> end, std::function<void()> settle = {});
    ~LeftRunning();
    LeftRunning(const LeftRunning&) = delete;
    LeftRunning& operator=(const LeftRunning&) = delete;

private:
    friend void end_left_running();
    const std::function<void()> end_;
    const std::function<void()> settle_;
};

} // namespace plugin
