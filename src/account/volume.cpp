#include "account/volume.hpp"

#include "account/exchange_limit.hpp"

#include <utility>

namespace spotify::account {

namespace {

// One of the account's own: nothing waits for its outcome.
Pending set_volume(std::int64_t percent, const std::string& zone, TimePoint now) {
    return {.asked = {.deadline = now + exchange_limit},
            .command = player::SetVolume{percent},
            .zone = zone,
            .pressed = now};
}

} // namespace

void Volume::begin_fade(const Asked& asked, const std::string& zone, const player::Fade& fade, Turn& turn) {
    overtaken(turn);
    fade_ = ActiveFade{fade, asked, zone, player::next_step(fade, turn.now())};
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
        step.asked = fade_->asked;
        fade_.reset();
    } else {
        fade_->next = player::next_step(fade_->fade, now);
    }
    return step;
}

std::optional<Pending> Volume::lower(const player::Device& device, const Members& members,
                                     TimePoint now) const {
    if (!device.volume_percent || device.supports_volume == false || device.is_restricted ||
        refused_by_ == device.name) {
        return std::nullopt;
    }
    const auto ceiling = members.ceiling_of(device);
    return *device.volume_percent > ceiling.percent
               ? std::optional{set_volume(ceiling.percent, ceiling.zone, now)}
               : std::nullopt;
}

} // namespace spotify::account
