// The account's own hand on the volume: fades, the ceiling that nothing goes above, and what a mute or a duck has
// to be undone to.
#pragma once

#include "account/delivery.hpp"
#include "account/members.hpp"
#include "account/turn.hpp"
#include "player/volume_plan.hpp"
#include "player/wish.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace spotify::account {

class Volume {
public:
    player::VolumeMemory& memory() { return memory_; }
    void forget() { memory_ = {}; }

    // From one volume to another, in percent. Ends the fade before as canceled.
    void begin_fade(const Asked& asked, const std::string& zone, const player::Fade& fade, Turn& turn);
    // Another wish for the volume was given.
    void overtaken(Turn& turn);
    void end(const Ending& ending, Turn& turn);
    bool contains(CommandId id) const { return fade_ && fade_->asked.id == id; }

    // The fade's next step, where it is due. One that is late because the one before hangs is left out: the next
    // one makes up for it.
    std::optional<Pending> step(bool is_on_its_way, TimePoint now);
    std::optional<TimePoint> due() const { return fade_ ? std::optional{fade_->next} : std::nullopt; }
    bool is_fading() const { return fade_.has_value(); }

    // What brings a device that is louder than its zone allows down to that: also what was begun elsewhere.
    std::optional<Pending> lower(const player::Device& device, const Members& members, TimePoint now) const;
    // That device does not let its volume be set: it is asked once.
    void refused_by(const std::string& device) { refused_by_ = device; }
    bool operator==(const Volume&) const = default;

private:
    struct ActiveFade {
        player::Fade fade;
        Asked asked;
        std::string zone;
        TimePoint next{};
        bool operator==(const ActiveFade&) const = default;
    };

    void end_fade(const Outcome& outcome, Turn& turn);

    player::VolumeMemory memory_;
    std::optional<ActiveFade> fade_;
    std::optional<std::string> refused_by_;
};

} // namespace spotify::account
