#include "account/volume.hpp"

#include "account/exchange_limit.hpp"
#include "player/expectation.hpp"

#include <algorithm>
#include <utility>

namespace spotify::account {

namespace {

// What was set within this time may be what is read (reference 3.2): two steps that lag by three seconds each.
constexpr std::chrono::seconds read_lag{6};

// An answer takes about so long.
constexpr std::chrono::milliseconds before_step{300};

constexpr unsigned max_tries = 2;
constexpr std::chrono::seconds first_refused_wait{30};
constexpr std::chrono::seconds max_refused_wait{600};

// One of the account's own: nothing waits for its outcome.
Pending set_volume(std::int64_t percent, const std::string& zone, TimePoint now) {
    return {.asked = {.deadline = now + exchange_limit},
            .command = player::SetVolume{percent},
            .zone = zone,
            .pressed = now};
}

bool is_of_fade(std::int64_t volume, const player::Fade& fade, TimePoint now) {
    const auto latest = player::volume_at(fade, now);
    const auto earliest = player::volume_at(fade, now - read_lag);
    return volume >= std::min(latest, earliest) - player::volume_tolerance &&
           volume <= std::max(latest, earliest) + player::volume_tolerance;
}

} // namespace

player::VolumeMemory& Volume::memory_of(const Shared<player::Device>& device) {
    return memories_.of(device->name);
}

void Volume::tell_memory(Turn& turn) {
    if (auto text = memories_.text(); text != told_memories_) {
        told_memories_ = text;
        turn.act(Remember{Memory::volumes, std::move(text)});
    }
}

void Volume::remember(const std::string& text) {
    memories_ = VolumeMemories::parse(text);
    told_memories_ = memories_.text();
}

void Volume::forget(Turn& turn) {
    memories_ = {};
    tell_memory(turn);
}

void Volume::begin_fade(ActiveFade fade, Turn& turn) {
    overtaken(turn);
    fade.next = player::next_step(fade.fade, turn.now());
    fade_ = std::move(fade);
}

void Volume::overtaken(Turn& turn) {
    end_fade({Result::canceled, "Another volume was asked for"}, turn);
}

void Volume::end(const Ending& ending, Turn& turn) {
    // Its end is when its last step is given, and from then on that one's deadline counts.
    if (fade_ && ending.why != Ending::Why::late && ending.applies_to(fade_->asked)) {
        end_fade(ending.why == Ending::Why::taken_back
                     ? Outcome{Result::canceled, "The fade was ended where it was"}
                     : ending.outcome(),
                 turn);
    }
}

void Volume::end_fade(const Outcome& outcome, Turn& turn) {
    if (auto ended = std::exchange(fade_, std::nullopt)) {
        turn.complete(ended->asked, outcome);
    }
}

std::optional<Pending> Volume::step(bool is_on_its_way, TimePoint now) {
    if (!fade_ || now < fade_->next) {
        return std::nullopt;
    }
    const bool is_last = now >= fade_->fade.ends;
    if (is_on_its_way && !is_last) {
        fade_->next = player::next_step(fade_->fade, now);
        return std::nullopt;
    }
    auto step = set_volume(player::volume_at(fade_->fade, now), fade_->zone, now);
    if (is_last) { // its outcome is the fade's
        const auto deadline = std::max(fade_->asked.deadline, step.asked.deadline); // it may have begun late
        step.asked = fade_->asked;
        step.asked.deadline = deadline;
        step.told_as = fade_->asked.id;
        fade_.reset();
    } else {
        fade_->next = player::next_step(fade_->fade, now);
        fade_->is_checked = false;
    }
    return step;
}

// Once for each step, whatever comes of it.
void Volume::polled(TimePoint now) {
    if (const auto check = check_at(); check && now >= *check) {
        fade_->is_checked = true;
    }
}

std::optional<TimePoint> Volume::check_at() const {
    return fade_ && !fade_->is_checked ? std::optional{fade_->next - before_step} : std::nullopt;
}

void Volume::compare(const player::Shown& seen, Turn& turn) {
    if (!fade_ || seen.anchor.at < fade_->fade.begins) { // what was read before it began says nothing
        return;
    }
    const auto& device = seen.state.device;
    if (!device || device->name != fade_->device) {
        end_fade({Result::canceled,
                  "The music is not on \"" + fade_->device + "\" any more: the fade ended there"},
                 turn);
    } else if (fade_->was_playing && !seen.state.is_playing) {
        end_fade({Result::canceled, "The music was paused: the fade was ended where it was"}, turn);
    } else if (device->volume_percent && !is_of_fade(*device->volume_percent, fade_->fade, turn.now())) {
        end_fade({Result::canceled, "The volume was set by another hand: the fade was ended there"}, turn);
    }
}

std::optional<Pending> Volume::lower(const player::Device& device, const Members& members, Turn& turn) {
    const auto ceiling = members.ceiling_of(device);
    if (!device.volume_percent || *device.volume_percent <= ceiling.percent) {
        lowering_.reset();
        return std::nullopt;
    }
    if (device.supports_volume == false || device.is_restricted || turn.now() < refused_until_) {
        return std::nullopt;
    }
    const auto volume = *device.volume_percent;
    if (!lowering_ || lowering_->device != device.name || lowering_->volume != volume) {
        lowering_ = Lowering{device.name, volume, 0};
    }
    // Near it is what the device makes of the ceiling, by its own steps.
    const bool is_near = volume - ceiling.percent <= player::volume_tolerance;
    if (lowering_->tries >= (is_near ? 1 : max_tries)) {
        if (!is_near && lowering_->tries++ == max_tries) {
            turn.tell(
                CommandUndone{0,
                              {Result::remote, "\"" + device.name + "\" stays at " + std::to_string(volume) +
                                                   " although " + std::to_string(ceiling.percent) +
                                                   " is the most here: use its own control"}},
                ceiling.member);
        }
        return std::nullopt;
    }
    ++lowering_->tries;
    return set_volume(ceiling.percent, ceiling.zone, turn.now());
}

void Volume::refused(TimePoint now) {
    const auto wait = std::min(first_refused_wait * (1U << std::min(refusals_, 5U)), max_refused_wait);
    ++refusals_;
    refused_until_ = now + wait;
    lowering_.reset(); // it is tried anew after that
}

} // namespace spotify::account
