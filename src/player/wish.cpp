#include "player/wish.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace spotify::player {

namespace {

Resolved refused(Result result, std::string text) {
    return {std::nullopt, {result, std::move(text)}};
}

std::string quoted(const std::string& name) {
    return '"' + name + '"';
}

struct Resolver {
    const Situation& situation;
    VolumeMemory& memory;
    const PlayerState& state = situation.shown.state;

    std::optional<std::int64_t> volume() const {
        return state.device ? state.device->volume_percent : std::nullopt;
    }
    Resolved to_volume(std::int64_t percent) const {
        return {SetVolume{std::clamp<std::int64_t>(percent, 0, situation.volume_limit)}, {}};
    }
    Resolved private_session() const {
        return refused(Result::no_target,
                       "Spotify is in a private session, which shows nothing: end it in Spotify's app");
    }
    // For what needs the state of the player, where that does not tell.
    Resolved unknown(const std::string& what) const {
        if (!situation.is_known) {
            return refused(Result::remote, "Spotify has not said yet what plays: try again in a moment");
        }
        if (state.is_private) {
            return private_session();
        }
        if (!state.device) {
            return refused(
                Result::no_target,
                state.item->content == Content::none
                    ? "No Spotify player is active: play something first"
                    : "Spotify does not say on which device it plays: use that device's own control");
        }
        if (state.item->content == Content::none) {
            return refused(Result::no_target,
                           "Nothing is loaded on " + quoted(state.device->name) + ": play something first");
        }
        return refused(Result::no_target, what);
    }
    Resolved volume_unknown() const {
        return state.device
                   ? refused(Result::unsupported, "The volume of " + quoted(state.device->name) +
                                                      " cannot be set from here: use its own control")
                   : unknown("");
    }
    Resolved not_in_zone() const {
        if (!situation.is_known) {
            return unknown("");
        }
        if (state.is_private) {
            return private_session();
        }
        const auto zone = quoted(situation.zone);
        if (!state.device) {
            return refused(Result::no_target,
                           state.item->content == Content::none
                               ? "Spotify is active neither on " + zone + " nor anywhere else: play wakes it"
                               : "Spotify does not say that it plays on " + zone + ": play brings it here");
        }
        const auto other = quoted(state.device->name);
        return refused(Result::no_target,
                       state.is_playing
                           ? "Spotify plays on " + other + ", not on " + zone + ": play brings it here"
                           : "Spotify is paused on " + other + " and not active on " + zone +
                                 ": play brings it here");
    }
    bool is_active_here() const {
        return situation.zone.empty() || (state.device && state.device->name == situation.zone);
    }

    Resolved operator()(const Play& play) const { return {play, {}}; }
    Resolved operator()(const Pause& pause) const {
        // What plays in another zone is not this one's to stop, and here it is quiet.
        return is_active_here() ? Resolved{pause, {}} : Resolved{};
    }
    Resolved operator()(const PlayUri& play) const { return {play, {}}; }
    // The device of a zone moves the music of its own room, and brings it there; not that of a third room elsewhere.
    Resolved operator()(const Transfer& transfer) const {
        if (is_active_here() || transfer.device_name == situation.zone) {
            return {transfer, {}};
        }
        if (!situation.is_known) {
            return unknown("");
        }
        if (state.is_private) {
            return private_session();
        }
        if (!state.device && state.item->content == Content::none) {
            return {transfer, {}}; // there is nothing to be taken from another room
        }
        const auto elsewhere = state.device ? "Spotify is active on " + quoted(state.device->name)
                                            : std::string{"Spotify plays where it does not say"};
        return refused(Result::no_target, elsewhere + ", not on " + quoted(situation.zone) +
                                              ": move it from there, or with a device that has no zone");
    }
    Resolved operator()(const PlayPause&) const {
        return state.is_playing && is_active_here() ? Resolved{Pause{}, {}} : Resolved{Play{}, {}};
    }
    Resolved operator()(const PlayPreset& preset) const {
        const bool loaded = state.context->uri == preset.uri.text || state.item->uri == preset.uri.text;
        auto resolved = preset.resume && loaded ? Resolved{Play{}, {}} : Resolved{PlayUri{preset.uri}, {}};
        if (preset.shuffle) { // after it: to play a list may undo it (reference 3.2)
            resolved.then = SetShuffle{*preset.shuffle};
        }
        return resolved;
    }

    Resolved operator()(const Next& next) { return {next, {}}; }
    Resolved operator()(const Previous& previous) { return {previous, {}}; }
    Resolved operator()(const Enqueue& enqueue) const { return {enqueue, {}}; }
    Resolved operator()(const Seek& seek) const {
        if (state.item->content == Content::none) {
            return unknown("");
        }
        return {Seek{std::min(seek.position_ms, state.item->duration_ms.value_or(seek.position_ms))}, {}};
    }
    Resolved operator()(const SkipBy& skip) const {
        const auto position = position_at(situation.shown.anchor, state, situation.now);
        if (state.item->content == Content::none || !position) {
            return unknown("Spotify does not say where in it playback is: seek to a position instead");
        }
        // Computed without overflow, whatever is asked.
        constexpr std::int64_t far = std::int64_t{1} << 40;
        const auto target = *position + std::clamp(skip.delta_ms, -far, far);
        return (*this)(Seek{std::max<std::int64_t>(0, target)});
    }

    Resolved operator()(const SetVolume& set) {
        if (!volume()) {
            return volume_unknown();
        }
        memory = {}; // a person has chosen: there is nothing to go back to
        return to_volume(set.percent);
    }
    Resolved operator()(const ChangeVolume& change) {
        if (!volume()) {
            return volume_unknown();
        }
        memory = {};
        return to_volume(*volume() + std::clamp<std::int64_t>(change.delta, -100, 100));
    }
    Resolved operator()(const Mute& mute) {
        if (!volume()) {
            return volume_unknown();
        }
        const bool muted = mute.muted.value_or(*volume() > 0);
        if (muted) {
            if (*volume() > 0) {
                memory.before_mute = *volume();
            }
            return to_volume(0);
        }
        if (*volume() > 0) {
            return {};
        }
        return to_volume(std::exchange(memory.before_mute, std::nullopt).value_or(unmuted_volume));
    }
    Resolved operator()(const Duck& duck) {
        if (!volume()) {
            return volume_unknown();
        }
        if (duck.ducked) {
            if (memory.before_duck) {
                return {}; // already
            }
            memory.before_duck = *volume();
            return to_volume(*volume() * ducked_share / 100);
        }
        const auto before = std::exchange(memory.before_duck, std::nullopt);
        return before ? to_volume(*before) : Resolved{};
    }

    Resolved operator()(const SetShuffle& shuffle) const {
        return state.device ? Resolved{shuffle, {}} : unknown("");
    }
    Resolved operator()(const ToggleShuffle&) const {
        return state.shuffle ? Resolved{SetShuffle{!*state.shuffle}, {}}
                             : unknown("Spotify does not say whether it shuffles: turn it on or off instead");
    }
    Resolved operator()(const SetRepeat& repeat) const {
        return state.device ? Resolved{repeat, {}} : unknown("");
    }
    Resolved operator()(const CycleRepeat&) const {
        if (!state.repeat) {
            return unknown("Spotify does not say what it repeats: set off, context or track instead");
        }
        const char* next = state.repeat == "off" ? "context" : state.repeat == "context" ? "track" : "off";
        return {SetRepeat{next}, {}};
    }
    Resolved operator()(const Favorite& favorite) const {
        const bool can_be = state.item->uri && (state.item->content == Content::track ||
                                                state.item->content == Content::episode);
        if (!can_be) {
            return unknown("What is loaded cannot be a favourite: it is no track or episode of Spotify's");
        }
        if (!favorite.favorite && !situation.is_favorite) {
            return refused(Result::remote,
                           "It is not known whether this is a favourite: add it or take it out "
                           "instead, or try again while a panel shows it");
        }
        return {
            SetFavorite{*state.item->uri, favorite.favorite.value_or(!situation.is_favorite.value_or(false))},
            {}};
    }
};

// What acts on the player that is there, and must not reach another room.
bool needs_own_zone(const Wish& wish) {
    return !(std::holds_alternative<Play>(wish) || std::holds_alternative<Pause>(wish) ||
             std::holds_alternative<PlayPause>(wish) || std::holds_alternative<PlayUri>(wish) ||
             std::holds_alternative<PlayPreset>(wish) || std::holds_alternative<Transfer>(wish) ||
             std::holds_alternative<Favorite>(wish));
}

// What of the player a wish acts on, and what a relative one is decided by: a set of bits.
struct Subject {
    static constexpr unsigned playing = 1, item = 2, volume = 4, shuffle = 8, repeat = 16;

    unsigned operator()(const Play&) const { return playing; }
    unsigned operator()(const Pause&) const { return playing; }
    unsigned operator()(const PlayPause&) const { return playing; }
    unsigned operator()(const Next&) const { return item; }
    unsigned operator()(const Previous&) const { return item; }
    unsigned operator()(const Seek&) const { return item; }
    unsigned operator()(const SkipBy&) const { return item; }
    unsigned operator()(const Favorite&) const { return item; }
    unsigned operator()(const SetVolume&) const { return volume; }
    unsigned operator()(const ChangeVolume&) const { return volume; }
    unsigned operator()(const Mute&) const { return volume; }
    unsigned operator()(const Duck&) const { return volume; }
    unsigned operator()(const SetShuffle&) const { return shuffle; }
    unsigned operator()(const ToggleShuffle&) const { return shuffle; }
    unsigned operator()(const SetRepeat&) const { return repeat; }
    unsigned operator()(const CycleRepeat&) const { return repeat; }
    unsigned operator()(const Transfer&) const { return playing | volume; }
    unsigned operator()(const PlayUri&) const { return playing | item; }
    unsigned operator()(const PlayPreset&) const { return playing | item | shuffle; }
    unsigned operator()(const Enqueue&) const { return 0; }
};

} // namespace

bool is_of_the_same(const Wish& older, const Wish& newer) {
    return (std::visit(Subject{}, older) & std::visit(Subject{}, newer)) != 0;
}

bool is_relative(const Wish& wish) {
    const auto* favorite = std::get_if<Favorite>(&wish);
    return std::holds_alternative<PlayPause>(wish) || std::holds_alternative<SkipBy>(wish) ||
           std::holds_alternative<ChangeVolume>(wish) || std::holds_alternative<Mute>(wish) ||
           std::holds_alternative<Duck>(wish) || std::holds_alternative<ToggleShuffle>(wish) ||
           std::holds_alternative<CycleRepeat>(wish) || favorite != nullptr;
}

Resolved resolve(const Wish& wish, const Situation& situation, VolumeMemory& memory) {
    Resolver resolver{situation, memory};
    if (needs_own_zone(wish) && !resolver.is_active_here()) {
        return resolver.not_in_zone();
    }
    return std::visit(resolver, wish);
}

} // namespace spotify::player
