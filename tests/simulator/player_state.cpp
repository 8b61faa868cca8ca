#include "player_state.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::size_t history_length = 50;
constexpr Millis too_short_for_history = 30'000;

void begin_item(PlayerState& state, Millis at) {
    state.progress_ms = 0;
    state.changed_at = at;
    state.item_since = at;
}

// The list's next item, or a queued one before it. Returns false at the end of a list that does not repeat.
bool go_to_next(PlayerState& state) {
    if (!state.queued.empty()) {
        state.aside = state.queued.front();
        state.queued.pop_front();
        return true;
    }
    state.aside.reset();
    if (state.position + 1 < state.list.size()) {
        ++state.position;
        return true;
    }
    if (state.repeat == Repeat::off)
        return false;
    state.position = 0;
    return true;
}

// Returns false when nothing follows.
bool end_of_item(PlayerState& state, Millis at) {
    const bool again = state.repeat == Repeat::track && !state.aside;
    if (again || go_to_next(state)) {
        begin_item(state, at);
        return true;
    }
    return false;
}

} // namespace

std::string repeat_name(Repeat repeat) {
    switch (repeat) {
    case Repeat::off:
        return "off";
    case Repeat::context:
        return "context";
    case Repeat::track:
        return "track";
    }
    return "off";
}

std::optional<Repeat> repeat_from(const std::string& name) {
    for (const Repeat repeat : {Repeat::off, Repeat::context, Repeat::track})
        if (repeat_name(repeat) == name)
            return repeat;
    return std::nullopt;
}

const Item& current_item(const PlayerState& state, const Catalog& catalog) {
    return catalog.item(state.aside ? *state.aside : state.list.at(state.position));
}

const Device* active_device(const PlayerState& state) {
    return state.active ? &state.devices.at(*state.active) : nullptr;
}

bool is_waking(const PlayerState& state, Millis now) {
    return state.active && now < state.as_of;
}

void advance(PlayerState& state, const Catalog& catalog, Millis now, Millis idle_after_ms) {
    if (now <= state.as_of)
        return;
    const Millis passed = now - state.as_of;
    state.as_of = now;
    if (!state.active)
        return;
    if (!state.is_playing) {
        if (now - state.changed_at >= idle_after_ms)
            state.active.reset();
        return;
    }
    // Those that stick at the end have been noted when they came there.
    bool noted = state.progress_ms >= current_item(state, catalog).duration_ms;
    state.progress_ms += passed;
    if (state.progress_form == ProgressForm::runs_past_end)
        return;
    for (Millis length = current_item(state, catalog).duration_ms; state.progress_ms >= length;
         length = current_item(state, catalog).duration_ms) {
        const Millis beyond = state.progress_ms - length;
        state.progress_ms = length;
        if (!noted)
            note_played(state, catalog, now - beyond);
        noted = false;
        if (end_of_item(state, now - beyond)) {
            state.progress_ms = beyond;
        } else if (active_device(state)->sticks_at_the_end) {
            state.progress_ms = length;
            return;
        } else {
            begin_item(state, now - beyond);
            state.is_playing = false;
            return;
        }
    }
}

void note_played(PlayerState& state, const Catalog& catalog, Millis at) {
    const std::size_t item = state.aside ? *state.aside : state.list.at(state.position);
    const Device* device = active_device(state);
    if (!device || device->is_private_session ||
        state.progress_ms < std::min(too_short_for_history, catalog.item(item).duration_ms))
        return;
    state.history.push_front({item, state.context_uri, at});
    if (state.history.size() > history_length)
        state.history.pop_back();
}

void skip_next(PlayerState& state, const Catalog& catalog, Millis now) {
    note_played(state, catalog, now);
    if (go_to_next(state))
        begin_item(state, now);
    else if (active_device(state) && active_device(state)->sticks_at_the_end)
        state.progress_ms = current_item(state, catalog).duration_ms;
    else {
        begin_item(state, now);
        state.is_playing = false;
    }
}

void skip_previous(PlayerState& state, const Catalog& catalog, Millis now) {
    note_played(state, catalog, now);
    if (state.aside)
        state.aside.reset();
    else if (state.position > 0)
        --state.position;
    else if (state.repeat != Repeat::off)
        state.position = state.list.size() - 1;
    begin_item(state, now);
}

std::vector<std::string> disallows(const PlayerState& state, const Catalog& catalog) {
    std::vector<std::string> flags{state.is_playing ? "resuming" : "pausing"};
    const auto add = [&flags](std::initializer_list<const char*> more) {
        flags.insert(flags.end(), more.begin(), more.end());
    };
    switch (current_item(state, catalog).kind) {
    case ItemKind::advert:
        add({"seeking", "skipping_prev", "skipping_next", "interrupting_playback", "transferring_playback"});
        break;
    case ItemKind::unknown:
        if (state.is_playing)
            add({"pausing"});
        else
            add({"resuming"});
        add({"seeking", "skipping_prev", "skipping_next"});
        break;
    case ItemKind::episode:
        add({"toggling_repeat_context", "toggling_repeat_track", "toggling_shuffle"});
        break;
    case ItemKind::track:
    case ItemKind::local:
        if (state.position == 0 && !state.aside && state.repeat == Repeat::off)
            add({"skipping_prev"});
        break;
    }
    return flags;
}

bool disallowed(const PlayerState& state, const Catalog& catalog, const std::string& flag) {
    const auto flags = disallows(state, catalog);
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

} // namespace sim
