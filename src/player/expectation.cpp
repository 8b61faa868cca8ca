#include "player/expectation.hpp"

#include <chrono>
#include <cstdlib>

namespace spotify::player {

namespace {

using std::chrono::milliseconds;

// Reads and effects lag by up to 1.5 s each (reference 3.2).
constexpr milliseconds lag{3'000};

template <typename Kind>
bool is(const Command& command) {
    return std::holds_alternative<Kind>(command);
}

template <typename... Kinds>
bool is_any(const Command& command) {
    return (is<Kinds>(command) || ...);
}

Shows when(bool shows) {
    return shows ? Shows::yes : Shows::not_yet;
}

struct Reader {
    TimePoint given;
    const Shown& before;
    const Shown& seen;

    bool is_same_device() const {
        return seen.state.device && before.state.device &&
               seen.state.device->name == before.state.device->name;
    }
    bool is_same_item() const { return have_same_identity(seen.state, before.state); }

    Shows operator()(const Play&) const { return when(seen.state.is_playing); }
    Shows operator()(const Pause&) const { return when(!seen.state.is_playing); }
    Shows operator()(const Seek& seek) const {
        if (!is_same_item() || !seen.anchor.progress_ms) {
            return Shows::nothing;
        }
        const auto since = seen.state.is_playing
                               ? std::chrono::duration_cast<milliseconds>(seen.anchor.at - given).count()
                               : 0;
        const auto expected = seek.position_ms + since;
        if (seen.state.item->duration_ms && expected >= *seen.state.item->duration_ms) {
            return Shows::nothing; // the next item is near
        }
        return when(std::abs(*seen.anchor.progress_ms - expected) <= lag.count());
    }
    Shows operator()(const SetVolume& volume) const {
        if (!is_same_device() || !seen.state.device->volume_percent) {
            return Shows::nothing;
        }
        const auto off = std::abs(*seen.state.device->volume_percent - volume.percent);
        // Near it may be the device's own step, and may be what was read before.
        return off > 0 && off <= volume_tolerance ? Shows::nothing : when(off == 0);
    }
    Shows operator()(const SetShuffle& shuffle) const {
        return seen.state.shuffle ? when(seen.state.shuffle == shuffle.shuffle) : Shows::nothing;
    }
    Shows operator()(const SetRepeat& repeat) const {
        return seen.state.repeat ? when(seen.state.repeat == repeat.mode) : Shows::nothing;
    }
    Shows operator()(const Transfer& transfer) const {
        return when(seen.state.device && seen.state.device->name == transfer.device_name);
    }
    // Spotify may play another uri than the one that was asked for: a relinked one, or an album for a track.
    Shows operator()(const PlayUri& play) const {
        const bool is_it = seen.state.context->uri == play.uri.text || seen.state.item->uri == play.uri.text;
        return when(seen.state.is_playing && (is_it || !is_same_item()));
    }
    Shows operator()(const Next&) const { return skipped(seen.state.repeat == "track"); }
    Shows operator()(const Previous&) const { return skipped(true); }
    Shows operator()(const Enqueue&) const { return Shows::nothing; }
    Shows operator()(const SetFavorite&) const { return Shows::nothing; }

    // Another item, the beginning of the same one, or an end.
    Shows skipped(bool may_begin_anew) const {
        if (!is_same_item() || seen.state.is_playing != before.state.is_playing) {
            return Shows::yes;
        }
        const auto expected = position_at(before.anchor, before.state, seen.anchor.at);
        if (!expected || !seen.anchor.progress_ms) {
            return Shows::nothing;
        }
        if (*seen.anchor.progress_ms + lag.count() < *expected) {
            return Shows::yes;
        }
        // So near its beginning a new beginning does not show.
        return may_begin_anew && before.anchor.progress_ms.value_or(0) <= 2 * lag.count() ? Shows::nothing
                                                                                          : Shows::not_yet;
    }
};

} // namespace

Shows shows(const Command& command, TimePoint given, const Shown& before, const Shown& seen) {
    return std::visit(Reader{given, before, seen}, command);
}

bool is_overtaken(const Command& older, const Command& newer) {
    if (older.index() == newer.index()) {
        return !is<SetFavorite>(older) && !is<Enqueue>(older);
    }
    const bool plays_other = is_any<PlayUri, Transfer>(newer);
    if (is_any<Play, Pause>(older)) {
        return plays_other || is_any<Play, Pause, Next, Previous>(newer);
    }
    if (is<Seek>(older)) {
        return plays_other || is_any<Next, Previous>(newer);
    }
    if (is_any<Next, Previous>(older)) {
        return plays_other || is_any<Next, Previous, Seek, Pause>(newer);
    }
    if (is<PlayUri>(older)) {
        return plays_other || is_any<Next, Previous, Pause>(newer);
    }
    if (is<Transfer>(older)) {
        return is_any<PlayUri, Play>(newer); // which may be for another zone
    }
    if (is_any<SetVolume, SetShuffle, SetRepeat>(older)) {
        return plays_other;
    }
    return false;
}

bool may_be_repeated(const Command& command) {
    return is_any<Play, Pause, Seek, SetVolume, SetShuffle, SetRepeat, Transfer, SetFavorite>(command);
}

} // namespace spotify::player
