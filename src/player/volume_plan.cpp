#include "player/volume_plan.hpp"

#include <algorithm>

namespace spotify::player {

std::int64_t volume_at(const Fade& fade, TimePoint now) {
    if (now >= fade.ends || fade.ends <= fade.begins) {
        return fade.to;
    }
    const auto gone = std::max<std::int64_t>(0, (now - fade.begins).count());
    return fade.from + (fade.to - fade.from) * gone / (fade.ends - fade.begins).count();
}

TimePoint next_step(const Fade& fade, TimePoint now) {
    return std::min(now + fade_step, std::max(fade.ends, now));
}

} // namespace spotify::player
