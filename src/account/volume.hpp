// The account's own hand on the volume: fades, the ceiling that nothing goes above, and what a mute or a duck has
// to be undone to.
#pragma once

#include "account/members.hpp"
#include "account/pending.hpp"
#include "account/turn.hpp"
#include "account/volume_memories.hpp"
#include "base/rare.hpp"
#include "player/shown.hpp"
#include "player/volume_plan.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace spotify::account {

// A fade that was asked for: of that device, and as long as it goes on playing.
struct ActiveFade {
    Asked asked;
    std::string zone;
    std::string device;
    bool was_playing = false;
    player::Fade fade;
    TimePoint next = {};
    bool is_checked = false; // by a poll since the last step
    bool operator==(const ActiveFade&) const = default;
};

class Volume {
public:
    // What is remembered of a device; good until the next call.
    player::VolumeMemory& memory_of(const Shared<player::Device>& device);
    void tell_memory(Turn& turn); // to be kept, where it has changed
    void remember(const std::string& text);
    void forget(Turn& turn);

    // Ends the fade before as canceled.
    void begin_fade(ActiveFade fade, Turn& turn);
    // Another wish for the volume was given.
    void overtaken(Turn& turn);
    void end(const Ending& ending, Turn& turn);
    bool contains(CommandId id) const { return fade_ && fade_->asked.id == id; }
    bool is_fading() const { return fade_.has_value(); }

    // The fade's next step, where it is due. One that is late because the one before hangs is left out: the next
    // one makes up for it.
    std::optional<Pending> step(bool is_on_its_way, TimePoint now);
    std::optional<TimePoint> due() const { return fade_ ? std::optional{fade_->next} : std::nullopt; }
    // By when the player is to be polled, so that another hand's volume is seen before the next step covers it.
    std::optional<TimePoint> check_at() const;
    void polled(TimePoint now); // one has begun
    // A fade belongs to the one that began it: another hand's volume, another device or a pause ends it.
    void compare(const player::Shown& seen, Turn& turn);

    // What brings a device that is louder than its zone allows down to that: also what was begun elsewhere. Tells
    // the zone's members what two tries do not change; then nothing is sent until the volume changes.
    std::optional<Pending> lower(const player::Device& device, const Members& members, Turn& turn);
    // That device does not let its volume be set now, or does again.
    void refused(TimePoint now);
    void accepted() { refusals_ = 0; }
    bool operator==(const Volume&) const = default;

private:
    // What was tried at a volume that is too high.
    struct Lowering {
        std::string device;
        std::int64_t volume = 0; // as it was read
        unsigned tries = 0;
        bool operator==(const Lowering&) const = default;
    };
    void end_fade(const Outcome& outcome, Turn& turn);

    VolumeMemories memories_;
    std::string told_memories_;
    Rare<ActiveFade> fade_;
    Rare<Lowering> lowering_;
    unsigned refusals_ = 0; // in a row
    TimePoint refused_until_{};
};

} // namespace spotify::account
