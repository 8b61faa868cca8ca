// What goes to the host, in order and one at a time: the serial queue of one device. Knows nothing of what it
// delivers.
#pragma once

#include "base/executor.hpp"

#include <functional>
#include <memory>

namespace plugin {

// Thread-safe. Calls run on the executor's threads, or on the thread that flushes, never two at a time, and no
// lock is held meanwhile. The executor outlives the outbox's last call.
class Outbox {
public:
    using Call = std::function<void()>; // must not throw; what it throws ends there

    explicit Outbox(spotify::Executor& executor);
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    void post(Call call);

    // Whether the calling thread is inside a call of this outbox.
    bool inside() const;

    // Waits for the call in progress and runs all that are left, here. When it returns and nobody posts, no
    // call follows. Not from inside.
    void flush();

private:
    struct Queue; // shared with the task on the executor, which may begin after the outbox has gone
    std::shared_ptr<Queue> queue_;
    spotify::Executor& executor_;
};

} // namespace plugin
