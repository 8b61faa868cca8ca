// How many there were in a span of time that ends now. Pure: time comes in as a value.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace spotify::api {

// Counts by slots of time, so it takes the same small memory however many are counted, and a count leaves up
// to one slot late and never early.
class RollingCount {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Slot = std::int64_t;

    // The span is a whole number of slots, of one millisecond at least.
    RollingCount(std::chrono::milliseconds slot_length, std::size_t slots_in_span);

    // Of a moment that counts no more, nothing is added.
    void add(TimePoint moment, std::uint32_t count = 1);
    std::int64_t total(TimePoint now) const;

    // The earliest moment, from `now` on, at which the total is below `limit` when nothing is added.
    TimePoint below(std::int64_t limit, TimePoint now) const;

    // What is left of `limit` spread over the time until counts leave: the least even wait between two that
    // never gets to the limit. A wait of the whole span when nothing is left.
    std::chrono::milliseconds even_wait(std::int64_t limit, TimePoint now) const;

    Slot slot_of(TimePoint moment) const;
    TimePoint begin_of(Slot slot) const;
    // The slots that count at `now`, the oldest first; the last one is that of now.
    std::pair<Slot, Slot> counted(TimePoint now) const;
    std::uint32_t count_in(Slot slot) const; // 0 for one that counts no more

private:
    Slot size() const { return static_cast<Slot>(counts_.size()); }

    std::chrono::milliseconds length_;
    Slot newest_ = -1; // of those in which there was something to count
    std::vector<std::uint32_t>
        counts_; // of it and those before it, by slot modulo their number: one more than a span has
};

} // namespace spotify::api
