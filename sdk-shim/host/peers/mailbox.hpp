// What waits for one listener. The border between the threads that send and the one that writes.
#pragma once

#include "host/happening.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace host {

// What a listener asked for, with the number under which it knows the question.
struct Reply {
    std::uint64_t number = 0;
    std::variant<Completion, std::vector<Snapshot>> content;
};

// A line, what becomes one when its turn has come, or a reply.
using Outgoing = std::variant<std::string, Happening, Reply>;

// All members may be called from any thread. No lock is held during I/O, so none is held for long.
//
// A batch is folded into a waiting one of the same device, so that a slow listener has no more to read than
// what is there to be seen. It moves ahead of what waits in between, which does no harm, as it only says what
// is true by now; a snapshot alone is never overtaken, nor a reply with one, because it would take back what came ahead
// of it.
class Mailbox {
public:
    enum class Fill { open, overflowed, closed };
    enum class WhenFull {
        overflow, // a gap would be a lie
        lose_news, // of events and firings of rules the last ones wait; values never go, and what else there is overflows
    };
    struct Limits {
        std::size_t items = 0;
        std::size_t bytes = 0; // by and large
        WhenFull when_full = WhenFull::overflow;
        std::size_t news = 1000; // under lose_news
    };

    // `wake` tells the writing thread to look; called with the lock held, so it must only leave a note, and
    // never again once close() has returned.
    Mailbox(Limits limits, std::function<void()> wake);

    // Takes something, or drops it when the box is closed. One too many empties the box for good: a listener
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
    using Items = std::list<Item>;

    bool fold(const Batch& batch);
    void make_room_for_news();
    void overflow();
    void end_folding(const Outgoing& outgoing);

    const Limits limits_;
    mutable std::mutex mutex_;
    std::function<void()> wake_;
    Items items_;
    std::map<std::string, Items::iterator> foldable_; // by device: the batch to fold into
    std::deque<Items::iterator> news_;                // those that wait, under lose_news
    std::size_t bytes_ = 0;
    bool noted_ = false; // wake_ was called and nothing was taken yet
    Fill fill_ = Fill::open;
    Counts counts_;
};

} // namespace host
