// What waits for one browser. The border between the threads that send and the panel's thread that writes.
#pragma once

#include "panel/panel_server.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace avhost::panel {

// All members may be called from any thread. No lock is held during I/O, so none is held for long.
//
// A batch is folded into a waiting one of the same device, so that a slow browser has no more to read than
// what is there to be seen. It moves ahead of what waits in between, which does no harm, as it only says what
// is true by now; a snapshot alone is never overtaken, because it would take back what came ahead of it.
class Outbox {
public:
    enum class Fill { open, overflowed, closed };

    // `wake` tells the panel's thread to look; called with the lock held, so it must only leave a note, and
    // never again once close() has returned. Bytes are counted by and large.
    Outbox(std::size_t most_lines, std::size_t most_bytes, std::function<void()> wake);

    // Takes something, or drops it when the box is closed. One too many empties the box for good: a browser
    // that missed one line would show something that never was, so it has to start over.
    void put(Outgoing outgoing);

    // The oldest, or nothing.
    std::optional<Outgoing> take();

    Fill fill() const;
    void close();

    struct Counts {
        std::uint64_t folded = 0;  // batches that went into another
        std::uint64_t dropped = 0; // what waited or came when there was no more room
    };
    // Since the last call.
    Counts counts();

private:
    struct Item {
        Outgoing outgoing;
        std::size_t bytes = 0;
    };

    bool fold(const host::Batch& batch);
    void overflow();

    const std::size_t most_lines_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::function<void()> wake_;
    std::deque<Item> items_;
    std::uint64_t taken_ = 0;                       // items so far: the number of the first one in items_
    std::map<std::string, std::uint64_t> foldable_; // by device: the number of the batch to fold into
    std::size_t bytes_ = 0;
    bool noted_ = false; // wake_ was called and nobody has looked yet
    Fill fill_ = Fill::open;
    Counts counts_;
};

} // namespace avhost::panel
