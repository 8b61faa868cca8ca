// Which minutes of the clock on the wall have come since somebody looked last, over daylight saving and
// clocks that are set. Pure.
#pragma once

#include "host/rules/moment.hpp"
#include "host/rules/times.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace host {

class WallWatch {
public:
    // A clock that went otherwise than the steady one by more than this was set, and what it left out is not
    // made up for; only the minute that it then shows may count.
    static constexpr std::chrono::milliseconds largest_correction{90'000};

    struct News {
        std::vector<WallMinute> minutes; // in their order; each came just now
        bool clock_was_set = false;
    };

    // The minutes that began since the last call; none in the first. One that daylight saving leaves out
    // comes when it is left out; one that the clock shows twice comes once, unless it was set back by hours.
    News look(Moment now, const WallClock& clock);

    // When the next minute begins, by the steady clock.
    static std::chrono::milliseconds next(Moment now);

private:
    void came(WallMinute minute, News& news);

    std::optional<Moment> last_;
    std::deque<WallMinute> told_; // of the last two days
};

} // namespace host
