// The session's own hand on the volume: fades, and the ceiling that nothing goes above.
#include "session.hpp"

#include <algorithm>

namespace spotify {

using player::TimePoint;

Session::CommandId Session::fade(SessionListener& owner, std::int64_t percent,
                                 std::chrono::milliseconds duration, std::chrono::milliseconds limit,
                                 Completion done) {
    const std::lock_guard lock(mutex_);
    const auto now = clock_now();
    duration = std::min<std::chrono::milliseconds>(duration, player::longest_fade);
    auto waiting = waiting_for(&owner, duration + limit, std::move(done));
    const auto id = waiting.id;
    if (is_refused(waiting, now)) {
        return id;
    }
    const auto& member = membership_of(owner);
    player::VolumeMemory unused;
    // The same rules as for a volume that is set at once.
    auto resolved = player::resolve(player::SetVolume{percent},
                                    {shown_, now, {}, member.volume_limit, member.zone}, unused);
    if (!resolved.command) {
        complete(waiting, resolved.outcome);
        return id;
    }
    end_fade({Result::canceled, "Another volume was asked for"});
    const auto to = std::get<player::SetVolume>(*resolved.command).percent;
    const auto from = shown_.state.device->volume_percent.value_or(to);
    fade_ = ActiveFade{{from, to, now, now + duration},
                       std::move(waiting),
                       player::next_step({from, to, now, now + duration}, now)};
    pump();
    return id;
}

bool Session::is_volume_on_its_way() const {
    const auto sets = [](const Waiting& waiting) {
        return std::holds_alternative<player::SetVolume>(waiting.command);
    };
    return (in_flight_ && sets(*in_flight_)) || std::ranges::any_of(commands_, sets);
}

// A step that is late because the one before hangs is left out: the next one makes up for it.
void Session::step_fade(TimePoint now) {
    if (!fade_ || now < fade_->next) {
        return;
    }
    const bool is_last = now >= fade_->fade.ends;
    if (is_volume_on_its_way() && !is_last) {
        fade_->next = player::next_step(fade_->fade, now);
        return;
    }
    auto step = waiting_for(nullptr, exchange_limit, {});
    step.zone = fade_->waiting.zone;
    step.command = player::SetVolume{player::volume_at(fade_->fade, now)};
    if (is_last) { // its outcome is the fade's
        step.id = fade_->waiting.id;
        step.owner = fade_->waiting.owner;
        step.deadline = fade_->waiting.deadline;
        step.done = std::move(fade_->waiting.done);
        fade_.reset();
    } else {
        fade_->next = player::next_step(fade_->fade, now);
    }
    enqueue(std::move(step), now);
}

void Session::end_fade(const Outcome& outcome) {
    if (fade_) {
        auto ended = std::move(*fade_);
        fade_.reset();
        complete(ended.waiting, outcome);
    }
}

// Also what was begun elsewhere is not louder than a zone allows. A device that refuses is asked once.
void Session::keep_limit(TimePoint now) {
    const auto& device = believed_.state.device;
    if (!device || !device->volume_percent || !settling_.empty() || fade_ || is_volume_on_its_way()) {
        return;
    }
    if (limit_refused_by_ == device->name || device->supports_volume == false || device->is_restricted) {
        return;
    }
    std::int64_t limit = 100;
    std::string zone;
    for (const auto& member : members_) {
        if (member.membership.zone.empty() || member.membership.zone == device->name) {
            if (member.membership.volume_limit < limit) {
                limit = member.membership.volume_limit;
                zone = member.membership.zone;
            }
        }
    }
    if (*device->volume_percent > limit) {
        auto lower = waiting_for(nullptr, exchange_limit, {});
        lower.zone = zone;
        lower.command = player::SetVolume{limit};
        commands_.push_back(std::move(lower));
        reckon(now);
    }
}

} // namespace spotify
