#include "host/rules/wall_watch.hpp"

#include <algorithm>
#include <cstdlib>

namespace host {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::size_t most_told = 2 * 24 * 60;
constexpr WallMinute longest_shift = 3 * 60; // a zone's clock jumps by an hour, or by two; never by a day

std::int64_t minutes_of(std::int64_t epoch) { // rounded down
    return epoch / minute_ms - (epoch % minute_ms < 0 ? 1 : 0);
}

} // namespace

void WallWatch::came(WallMinute minute, News& news) {
    if (std::find(told_.rbegin(), told_.rend(), minute) != told_.rend()) {
        return;
    }
    news.minutes.push_back(minute);
    told_.push_back(minute);
    if (told_.size() > most_told) {
        told_.pop_front();
    }
}

WallWatch::News WallWatch::look(Moment now, const WallClock& clock) {
    News news;
    const auto before = last_;
    last_ = now;
    if (!before) {
        return news;
    }
    const auto went = std::chrono::milliseconds{now.epoch - before->epoch};
    const auto passed = now.steady - before->steady;
    if (went - passed > largest_correction || passed - went > largest_correction) {
        news.clock_was_set = true;
        // Minutes this far ahead came by a clock that was wrong; their time is yet to come.
        const WallMinute furthest = clock(now.epoch) + longest_shift;
        std::erase_if(told_, [furthest](WallMinute minute) { return minute > furthest; });
        if (std::chrono::milliseconds{now.epoch - minutes_of(now.epoch) * minute_ms} < passed) {
            came(clock(now.epoch), news); // it began after we looked last, and most likely after the setting
        }
        return news;
    }
    for (auto minute = minutes_of(before->epoch) + 1; minute <= minutes_of(now.epoch); ++minute) {
        const WallMinute last = clock((minute - 1) * minute_ms);
        const WallMinute here = clock(minute * minute_ms);
        const bool left_out = here > last + 1 && here - last <= longest_shift;
        for (WallMinute one = left_out ? last + 1 : here; one <= here; ++one) {
            came(one, news);
        }
    }
    return news;
}

std::chrono::milliseconds WallWatch::next(Moment now) {
    const std::int64_t into = (now.epoch % minute_ms + minute_ms) % minute_ms;
    return now.steady + std::chrono::milliseconds{minute_ms - into};
}

} // namespace host
