#include "playback.hpp"

#include <algorithm>
#include <utility>

namespace sim {

Playback::Playback(const Catalog& catalog, PlayerState start, const PlaybackTiming& timing,
                   std::uint64_t seed)
    : catalog_(catalog)
    , timing_(timing)
    , random_(seed)
    , truth_(std::move(start))
    , shown_(truth_) {}

void Playback::send(Command command, Millis now) {
    const Millis effect_at = now + random_.within(timing_.command_delay);
    const Millis visible_at = std::max(effect_at, now + random_.within(timing_.read_lag));
    pending_.push_back({effect_at, visible_at, std::move(command)});
}

void Playback::change(const std::function<void(PlayerState&, Random&)>& edit, bool lags, Millis now) {
    run_until(now);
    edit(truth_, random_);
    if (lags) {
        versions_.push_back({now + random_.within(timing_.read_lag), truth_});
    } else {
        versions_.clear();
        shown_ = truth_;
    }
}

const PlayerState& Playback::truth(Millis now) {
    run_until(now);
    return truth_;
}

PlayerState Playback::shown(Millis now) {
    run_until(now);
    const auto newest = std::find_if(versions_.rbegin(), versions_.rend(),
                                     [now](const Version& version) { return version.visible_at <= now; });
    if (newest != versions_.rend()) {
        shown_ = newest->state;
        versions_.erase(versions_.begin(), newest.base());
    }
    advance(shown_, catalog_, now, timing_.idle_after);
    return shown_;
}

void Playback::run_until(Millis now) {
    const auto sooner = [](const Pending& a, const Pending& b) { return a.effect_at < b.effect_at; };
    while (!pending_.empty()) {
        const auto next = std::min_element(pending_.begin(), pending_.end(), sooner);
        if (next->effect_at > now)
            break;
        const Pending due = std::move(*next);
        pending_.erase(next);
        advance(truth_, catalog_, due.effect_at, timing_.idle_after);
        apply(due.command, truth_, catalog_, random_, random_.within(timing_.wake), due.effect_at);
        versions_.push_back({due.visible_at, truth_});
    }
    advance(truth_, catalog_, now, timing_.idle_after);
}

} // namespace sim
