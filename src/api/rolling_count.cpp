#include "api/rolling_count.hpp"

#include <algorithm>

namespace spotify::api {

using std::chrono::milliseconds;

namespace {

// The steady clock may have begun at a boot a minute ago, and yesterday counts too.
constexpr std::chrono::hours before_the_clock{24 * 30};

} // namespace

RollingCount::RollingCount(milliseconds slot_length, std::size_t slots_in_span)
    : length_(slot_length)
    , counts_(slots_in_span + 1) {} // the present slot is not over, so one more is looked at

RollingCount::Slot RollingCount::slot_of(TimePoint moment) const {
    return std::chrono::duration_cast<milliseconds>(moment.time_since_epoch() + before_the_clock) / length_;
}

RollingCount::TimePoint RollingCount::begin_of(Slot slot) const {
    return TimePoint{length_ * slot - before_the_clock};
}

std::pair<RollingCount::Slot, RollingCount::Slot> RollingCount::counted(TimePoint now) const {
    const Slot last = slot_of(now);
    return {last - size() + 1, last};
}

std::uint32_t RollingCount::count_in(Slot slot) const {
    const bool is_kept = slot >= 0 && slot <= newest_ && slot > newest_ - size();
    return is_kept ? counts_[static_cast<std::size_t>(slot % size())] : 0;
}

void RollingCount::add(TimePoint moment, std::uint32_t count) {
    const Slot slot = slot_of(moment);
    if (slot > newest_) {
        for (Slot fresh = std::max(newest_ + 1, slot - size() + 1); fresh <= slot; ++fresh) {
            counts_[static_cast<std::size_t>(fresh % size())] = 0;
        }
        newest_ = slot;
    }
    if (slot >= 0 && slot > newest_ - size()) {
        counts_[static_cast<std::size_t>(slot % size())] += count;
    }
}

std::int64_t RollingCount::total(TimePoint now) const {
    const auto [first, last] = counted(now);
    std::int64_t sum = 0;
    for (Slot slot = first; slot <= last; ++slot) {
        sum += count_in(slot);
    }
    return sum;
}

RollingCount::TimePoint RollingCount::below(std::int64_t limit, TimePoint now) const {
    auto left = total(now);
    if (left < limit) {
        return now;
    }
    const auto [first, last] = counted(now);
    for (Slot slot = first; slot <= last; ++slot) {
        left -= count_in(slot);
        if (left < limit) {
            return begin_of(slot + size());
        }
    }
    return begin_of(last + size()); // a limit of nothing: never, so much later
}

milliseconds RollingCount::even_wait(std::int64_t limit, TimePoint now) const {
    const auto [first, last] = counted(now);
    const milliseconds span = length_ * size();
    auto may_send = limit - total(now);
    milliseconds most{0};
    // Up to each moment at which a slot leaves, no more may go than is left by then.
    for (Slot slot = first; slot <= last; ++slot) {
        const auto until = std::chrono::duration_cast<milliseconds>(begin_of(slot + size()) - now);
        most = std::max(most, may_send > 0 ? until / may_send : until);
        may_send += count_in(slot);
    }
    return std::min(most, span);
}

} // namespace spotify::api
